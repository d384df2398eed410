/** Small forms over a board: sent as a move is, answered by a `<move-answer>`, and open as long as something is wrong. */

import { placeCard, swapById } from "../board/apply-response.js";
import { cardBy, removeCard } from "../board/card-position.js";
import { moves } from "../board/move-queue.js";
import { RequestError, newKey } from "../board/requests.js";
import { request, parseHtml } from "../core/http.js";
import { fillDialog } from "./dialog.js";
import { message } from "./messages.js";
import { isSignedOut } from "./session.js";
import { addToast, showToast } from "./toast.js";
import { isUnsaved } from "./unsaved.js";

const newest = new WeakMap();

/** Send a form of the sheet; `done` is called once it may be closed. What was typed stays where it was refused.
    Pressed again while it is on its way, the same is not sent twice, and a correction is: its answer is the one that counts. */
export async function submitDialogForm(form, submitter, done) {
  const data = new FormData(form, submitter);
  if (!data.get("key")) data.set("key", (form.dataset.key ??= newKey()));
  const body = new URLSearchParams(data);
  const sent = body.toString();
  if (form.hasAttribute("aria-busy") && newest.get(form) === sent) return;
  form.setAttribute("aria-busy", "true");
  newest.set(form, sent);
  try {
    const answer = await answerTo(form.getAttribute("action"), { body });
    const again = document.getElementById("dialog")?.open && formOf(answer);
    if (newest.get(form) !== sent) put(answer);
    else if (again) refill(again);
    else settle(answer, done);
  } catch (error) {
    if (newest.get(form) !== sent) return;
    form.removeAttribute("aria-busy");
    if (error instanceof RequestError) return;
    showToast("bad", "The board did not answer. What you typed is still here: send it again, it is taken for the same.");
    document.getElementById("dialog")?.querySelector("[data-focus], button")?.focus();
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
  const response = await request(address, how);
  if (isSignedOut(response)) throw new RequestError("signedOut");
  const answer = parseHtml(await response.text()).querySelector("move-answer");
  if (!answer) throw new Error("no answer");
  return document.importNode(answer, true);
}

/** The form of an answer, if it brought one: with what was typed, and what is wrong with it. */
const formOf = (answer) => answer.querySelector("template")?.content.querySelector("[data-sheet]");

function refill(part) {
  fillDialog(part).querySelector("[data-focus]")?.focus();
}

function settle(answer, done) {
  const toast = answer.querySelector(".toast");
  put(answer);
  done();
  if (toast) {
    toast.dataset.case = answer.dataset.case;
    addToast(toast);
  }
  const { outcome, check, case: uuid } = answer.dataset;
  if (outcome === "unknown" && check) moves.doubt(uuid, check, message("checkingMine"), offer);
}

/** How a save in doubt ended. One that is lost is offered again as it was typed; its fields, in a panel of the case, open there. */
export function offer(answer) {
  const lost = formOf(answer);
  settle(answer, () => {});
  const isInPanel = lost?.dataset.case && document.querySelector(`#panel[open] #case[data-case="${lost.dataset.case}"]`);
  if (lost && !isInPanel) whenFree(() => refill(lost));
}

/** Do it once nothing else wants the person: over a case's panel at once, over a form as soon as that is closed. */
function whenFree(act) {
  const other = [...document.querySelectorAll("dialog[open]")].find((one) => one.id !== "panel" || isUnsaved(one));
  if (other) other.addEventListener("close", () => whenFree(act), { once: true });
  else act();
}

/** A filtered or sorted board hears that a card was put, because the answer knows neither its filter nor its order. */
function put(answer) {
  swapById(answer);
  const fresh = answer.querySelector(".card");
  const { case: uuid } = answer.dataset;
  if (fresh) placeCard(answer, cardBy(uuid));
  else if (cardBy(uuid)) removeCard(cardBy(uuid));
  document.dispatchEvent(new CustomEvent("card-put", { detail: uuid }));
}
