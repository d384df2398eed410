/** Everything the pages need: colours and messages everywhere, and the elements that pages may hold. */

import { TYPING } from "./core/dom.js";
import { loadWhenPresent, loadOnEvent } from "./core/lazy-load.js";
import { watchBusy } from "./ui/busy-forms.js";
import { connection } from "./ui/connection.js";
import { watchDialog } from "./ui/dialog.js";
import { watchHeldKeys } from "./ui/held-keys.js";
import { createLiveRegion } from "./ui/live-region.js";
import { watchSession } from "./ui/session.js";
import { watchShortcuts } from "./ui/shortcuts-dialog.js";
import { watchColours } from "./ui/status-colours.js";
import { watchToasts } from "./ui/toast.js";
import { watchUnsaved } from "./ui/unsaved.js";
import "./elements/case-board.js";
import "./elements/filter-bar.js";
import "./elements/search-box.js";

const OPENS_PANEL = "case-board .card__name, [data-opens-dialog], case-board a[href*='/cases/new/']";

watchHeldKeys();
createLiveRegion();
watchColours(document.body);
watchDialog();
watchSession();
watchShortcuts();
connection.watch();
watchToasts();
watchUnsaved();
watchBusy();
document.addEventListener("board-read", tellRead);
loadWhenPresent("beneficiary-rows", "beneficiary-rows, a[data-dialog]");
loadWhenPresent("chart-tooltip");
loadWhenPresent("case-panel", "main [data-panel]");
loadOnEvent("case-panel", ["click", "keydown"], forPanel);

/** Nothing changed in Plannr: only the time of the last read does. */
function tellRead({ detail }) {
  const time = document.querySelector("#wall-read time");
  if (time && detail.at) time.textContent = detail.at;
}

/** A plain click on what opens a case over its board, or the keys for quick edit and for a new case. */
function forPanel(event) {
  const { target, key, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || event.defaultPrevented) return false;
  if (event.type === "click") return !button && !shiftKey && Boolean(target.closest(OPENS_PANEL));
  const off = document.body.dataset.shortcuts === "off" || target.closest?.(TYPING) || document.querySelector("dialog[open]");
  return !off && /^[en]$/i.test(key) && Boolean(document.querySelector("case-board"));
}
