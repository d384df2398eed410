/** A form on its way to Plannr shows it. It can be pressed again: the same is sent once, a correction goes on from it. */

import { announce } from "./live-region.js";

export function watchBusy() {
  addEventListener("submit", started);
  addEventListener("pageshow", ended);
}

function started({ target: form, defaultPrevented }) {
  if (defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post" || !form.querySelector(".button--primary")) return;
  form.setAttribute("aria-busy", "true");
  announce("Saving…");
}

/** The page was left and came back out of the browser's memory. */
function ended() {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
}
