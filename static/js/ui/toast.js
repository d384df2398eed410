/** Messages at the foot: good news goes after ten seconds (never under a pointer or focus), trouble stays. */

import { message } from "./messages.js";

const LIFE = 10_000;
const MOST = 3;
const clocks = new WeakMap();

/** Show a toast the server drew, in the region its kind belongs to, with the button of `<template id="WAY">` if any. */
export function addToast(toast, way = "") {
  offer(toast, document.getElementById(way)?.content.firstElementChild?.cloneNode(true));
  const good = toast.dataset.kind === "good";
  const region = document.getElementById(good ? "status-messages" : "alerts");
  if (!region) return;
  if (good) [...region.children].slice(0, 1 - MOST).forEach((old) => old.remove());
  region.append(toast);
  window.htmx?.process(toast);
  if (good) run(toast);
}

/** Say something that no server drew; `way` is the id of a template or an element to offer beside it. */
export function showToast(kind, text, uuid = "", way = "") {
  const drawn = document.getElementById(`toast-${kind}`) ?? document.getElementById("toast");
  const toast = drawn?.content.firstElementChild?.cloneNode(true) ?? plainToast();
  toast.dataset.kind = kind;
  if (uuid) toast.dataset.case = uuid;
  (toast.querySelector("[data-words]") ?? toast.querySelector("p")).textContent = text;
  if (way instanceof Element) offer(toast, way.cloneNode(true));
  addToast(toast, typeof way === "string" ? way : "");
}

/** Say how far something has come, in one toast that stays until it is removed; gives the toast. */
export function showProgress(text) {
  const toast = document.getElementById("toast-work")?.content.firstElementChild?.cloneNode(true) ?? plainToast();
  toast.dataset.kind = "work";
  toast.querySelector("p").textContent = text;
  document.getElementById("status-messages")?.append(toast);
  return toast;
}

function offer(toast, act) {
  const close = toast.querySelector(".toast__close");
  if (act && close) close.before(act);
  else if (act) toast.append(act);
}

/** Take away what was said about a case before, when something newer is to be said. */
export function dismissFor(uuid) {
  for (const toast of document.querySelectorAll(`#alerts .toast[data-case="${CSS.escape(uuid)}"]`)) toast.remove();
}

/** Listen for dismissal and for pointers and focus that keep a toast from going. */
export function watchToasts() {
  for (const type of ["click", "pointerover", "pointerout", "focusin", "focusout"]) {
    document.addEventListener(type, heard);
  }
  document.addEventListener("htmx:oobAfterSwap", runAll);
  runAll();
}

/** Messages that came with the page, or with an answer, go as those do that a script shows. */
function runAll() {
  for (const toast of document.querySelectorAll("#status-messages > .toast")) run(toast);
}

function heard(event) {
  const toast = event.target.closest?.(".toast");
  if (!toast) return;
  if (event.type === "click") {
    if (event.target.closest(".toast__close, [data-dismiss]")) dismiss(toast);
  } else if (event.type === "pointerover" || event.type === "focusin") hold(toast);
  else if (!toast.contains(event.relatedTarget)) run(toast);
}

/** Take a message away; focus that was in it goes to the next one, or to the board. */
export function dismiss(toast) {
  const focused = toast.contains(document.activeElement);
  const next = toast.nextElementSibling ?? toast.previousElementSibling;
  toast.remove();
  if (!focused) return;
  (next?.querySelector("button, a") ?? document.querySelector(".card__name[tabindex='0']"))?.focus();
}

function run(toast) {
  if (toast.dataset.kind !== "good" || clocks.get(toast)?.timer) return;
  const left = clocks.get(toast)?.left ?? LIFE;
  clocks.set(toast, { left, since: performance.now(), timer: setTimeout(() => toast.remove(), left) });
}

function hold(toast) {
  const clock = clocks.get(toast);
  if (!clock?.timer) return;
  clearTimeout(clock.timer);
  clocks.set(toast, { left: Math.max(clock.left - (performance.now() - clock.since), 1000), timer: 0 });
}

function plainToast() {
  const toast = document.createElement("div");
  const close = document.createElement("button");
  toast.className = "toast";
  close.className = "toast__close";
  close.type = "button";
  close.textContent = message("dismiss");
  toast.append(document.createElement("p"), close);
  return toast;
}
