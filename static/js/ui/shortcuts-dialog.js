/** The sheet of keys: `?` opens it, and its switch turns the keys that are single letters off (WCAG 2.1.4). */

import { TYPING } from "../core/dom.js";

const FLAG = "letters";

const sheet = () => document.getElementById("keys");

/** Do what the switch was set to on this machine, and listen for it and for the question mark. */
export function watchShortcuts() {
  if (kept() === "off") document.body.dataset.shortcuts = "off";
  document.addEventListener("keydown", asked);
  document.addEventListener("change", (event) => {
    if (event.target.id === FLAG) keep(event.target.checked);
  });
  sheet()?.addEventListener("click", (event) => {
    if (event.target === sheet() || event.target.closest("[data-close]")) sheet().close();
  });
  const control = document.getElementById(FLAG);
  if (!control) return;
  control.checked = document.body.dataset.shortcuts !== "off";
  control.closest("[hidden]")?.removeAttribute("hidden");
}

/** Show the sheet; gives whether there is one on this page. */
export function showShortcuts() {
  if (sheet() && !sheet().open && !sheet().matches(":popover-open")) sheet().showModal();
  return Boolean(sheet());
}

function asked(event) {
  const modified = event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.shortcuts === "off";
  if (event.key !== "?" || modified || event.defaultPrevented || event.target.closest?.(TYPING)) return;
  if (document.querySelector("dialog[open]")) return;
  if (showShortcuts()) event.preventDefault();
}

function keep(on) {
  document.body.dataset.shortcuts = on ? "on" : "off";
  try {
    localStorage.setItem(FLAG, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

function kept() {
  try {
    return localStorage.getItem(FLAG);
  } catch {
    return null;
  }
}
