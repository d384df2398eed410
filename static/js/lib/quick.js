/** Small forms over a board: sent as a move is, answered by a `<move-answer>`, and open as long as something is wrong. */

import { ask, parse } from "./client.js";
import { follow } from "./doubt.js";
import { Trouble, newKey } from "./send.js";
import { isSignedOut } from "./session.js";
import { cardBy, takeAway } from "./place.js";
import { placeCard, swapById } from "./swap.js";
import { show, tell } from "./toast.js";

const newest = new WeakMap();

/** Send a form of the sheet; `done` is called once it may be closed. What was typed stays where it was refused.
    Pressed again while it is on its way, the same is not sent twice, and a correction is: its answer is the one that counts. */
export async function sendQuick(form, submitter, done) {
  const data = new FormData(form, submitter);
  if (!data.get("key")) data.set("key", (form.dataset.key ??= newKey()));
  const body = new URLSearchParams(data);
  const sent = body.toString();
  if (form.hasAttribute("aria-busy") && newest.get(form) === sent) return;
  form.setAttribute("aria-busy", "true");
  newest.set(form, sent);
  try {
    const answer = await answerTo(form.getAttribute("action"), { body });
    if (newest.get(form) !== sent) put(answer);
    else if (!refill(answer)) settle(answer, done);
  } catch (error) {
    if (newest.get(form) !== sent) return;
    form.removeAttribute("aria-busy");
    if (error instanceof Trouble) return;
    tell("bad", "The board did not answer. What you typed is still here: send it again, it is taken for the same.");
    document.getElementById("sheet")?.querySelector("[data-focus], button")?.focus();
  }
}

/** Draw a card, the heads and the total of the board anew, after the case was changed beside it. */
export async function refreshCard(uuid) {
  const board = document.querySelector("case-board");
  if (!board) return;
  const client = board.dataset.client ? `?client=${board.dataset.client}` : "";
  const answer = await answerTo(`/cases/${uuid}/card/${client}`).catch(() => null);
  if (answer) put(answer);
}

async function answerTo(address, how) {
  const response = await ask(address, how);
  if (isSignedOut(response)) throw new Trouble("signedOut");
  const answer = parse(await response.text()).querySelector("move-answer");
  if (!answer) throw new Error("no answer");
  return document.importNode(answer, true);
}

/** Show the form again, with what is wrong with it; false where the answer brought none. */
function refill(answer) {
  const part = answer.querySelector("template")?.content.querySelector("[data-sheet]");
  const sheet = document.getElementById("sheet");
  if (!part || !sheet?.open) return false;
  sheet.replaceChildren(document.importNode(part, true));
  window.htmx?.process(sheet);
  sheet.querySelector("[data-focus]")?.focus();
  return true;
}

function settle(answer, done) {
  const toast = answer.querySelector(".toast");
  put(answer);
  done();
  if (toast) {
    toast.dataset.case = answer.dataset.case;
    show(toast);
  }
  if (answer.dataset.outcome === "unknown" && answer.dataset.check) follow(answer.dataset.check, offer);
}

/** How a save in doubt ended. One that is lost is offered again as it was typed, unless something else is open by then. */
function offer(answer) {
  settle(answer, () => {});
  const sheet = document.getElementById("sheet");
  if (!answer.querySelector("template") || !sheet || document.querySelector("dialog[open]")) return;
  sheet.showModal();
  refill(answer);
}

/** A filtered or sorted board hears that a card was put, because the answer knows neither its filter nor its order. */
function put(answer) {
  swapById(answer);
  const fresh = answer.querySelector(".card");
  const { case: uuid } = answer.dataset;
  if (fresh) placeCard(answer, cardBy(uuid));
  else if (cardBy(uuid)) takeAway(cardBy(uuid));
  document.dispatchEvent(new CustomEvent("card-put", { detail: uuid }));
}
