/** Everything the pages need: colours and messages everywhere, and the elements that pages may hold. */

import { prepare } from "./lib/announce.js";
import { watchBusy } from "./lib/busy.js";
import { keepPainted } from "./lib/colour.js";
import { watchHeldKeys } from "./lib/held.js";
import { watchKeySheet } from "./lib/keysheet.js";
import { loadWhenHere, loadWhenWanted } from "./lib/later.js";
import { line } from "./lib/line.js";
import { watchSession } from "./lib/session.js";
import { watchSheet } from "./lib/sheet.js";
import { watchToasts } from "./lib/toast.js";
import { watchUnsaved } from "./lib/unsaved.js";
import "./elements/case-board.js";
import "./elements/filter-bar.js";
import "./elements/find-box.js";

const OPENS_PANEL = "case-board .card__name, [data-sheet-link], case-board a[href*='/cases/new/']";
const TYPING = "input, select, textarea, [contenteditable]";

watchHeldKeys();
prepare();
keepPainted(document.body);
watchSheet();
watchSession();
watchKeySheet();
line.watch();
watchToasts();
watchUnsaved();
watchBusy();
document.addEventListener("board-read", tellRead);
loadWhenHere("beneficiary-rows", "beneficiary-rows, a[data-dialog]");
loadWhenHere("chart-tip");
loadWhenHere("case-panel", "main [data-panel]");
loadWhenWanted("case-panel", ["click", "keydown"], forPanel);

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
  const off = document.body.dataset.letters === "off" || target.closest?.(TYPING) || document.querySelector("dialog[open]");
  return !off && /^[en]$/i.test(key) && Boolean(document.querySelector("case-board"));
}
