/** The move menu as a dialog: the menu's own page, of which the `[data-sheet]` part is shown over the board. */

import { goOn, wayOn } from "../board/card-position.js";
import { fetchPage } from "../board/requests.js";
import { mayLeave } from "./unsaved.js";

let newest = 0;
let owner = "";
let way = null;

const sheet = () => document.getElementById("dialog");
const ownerCard = () => document.getElementById(owner)?.closest(".card");

/** Open the page at `address` in the dialog, or visit it where that cannot be done; `id` gets focus back. Gives the dialog. */
export async function openDialog(address, id) {
  const turn = (newest += 1);
  owner = id;
  way = ownerCard() ? wayOn(ownerCard()) : null;
  const part = sheet()?.showModal ? await partOf(address) : null;
  if (turn !== newest) return null;
  if (!part) {
    location.assign(address);
    return null;
  }
  const fresh = fillDialog(part);
  fresh.querySelector("input:checked, select, input:not([type=hidden]), button")?.focus();
  return sheet();
}

/** Show a page's part in the dialog, open or not, and call the dialog what the part is called; gives the part. */
export function fillDialog(part) {
  const dialog = sheet();
  const fresh = document.importNode(part, true);
  dialog.replaceChildren(fresh);
  const title = fresh.querySelector("h1, h2");
  dialog.removeAttribute(title?.id ? "aria-label" : "aria-labelledby");
  if (title?.id) dialog.setAttribute("aria-labelledby", title.id);
  else dialog.setAttribute("aria-label", title?.textContent.trim() ?? "");
  window.htmx?.process(dialog);
  if (!dialog.open) dialog.showModal();
  return fresh;
}

export function closeDialog() {
  newest += 1;
  if (sheet()?.open) sheet().close();
}

/** Close it by its close and cancel buttons, by Escape, and by a press on what lies behind it. */
export function watchDialog() {
  sheet()?.addEventListener("cancel", leave);
  sheet()?.addEventListener("click", (event) => {
    if (event.target === sheet()) leave(event);
    else if (event.target.closest("[data-cancel]")) close(event);
    else if (event.target.closest("[data-close]")) leave(event);
  });
  sheet()?.addEventListener("close", () => {
    sheet().replaceChildren();
    if (document.activeElement !== document.body) return;
    if (way && !ownerCard()) goOn(way);
    else document.getElementById(owner)?.querySelector("a")?.focus();
  });
}

function close(event) {
  event.preventDefault();
  closeDialog();
}

async function leave(event) {
  event.preventDefault();
  if (await mayLeave(sheet())) closeDialog();
}

async function partOf(address) {
  try {
    return (await fetchPage(address))?.querySelector("[data-sheet]") ?? null;
  } catch {
    return null;
  }
}
