/** Several moves as one: sent one after another in words that say how far it is, told in one message when all have ended. */

import { message } from "../ui/messages.js";
import { dismissFor, showToast, showProgress } from "../ui/toast.js";
import { moves } from "./move-queue.js";

const LOT = "lot";
const ENDS_ALL = ["unavailable", "trouble"];
const WENT = ["saved", "unchanged"];

/**
 * Send the `steps` ({ uuid, name, go, leave }) in turn and tell how it went: `keys` names the words for what is under
 * way and for what was done. Ends at the first step that shows that no other can succeed, and when somebody presses Stop,
 * after the step that is under way: what has left for Plannr is waited for. Gives the Results.
 */
export async function runInSequence(steps, keys, blanks = {}) {
  dismissFor(LOT);
  const results = [];
  const progress = showProgress("");
  let stopped = false;
  progress.querySelector("[data-stop]")?.addEventListener("click", (event) => {
    stopped = event.target.disabled = true;
  });
  for (const step of steps) {
    progress.querySelector("p").textContent = message(keys.doing, { number: results.length + 1, of: steps.length });
    results.push(await step.go());
    if (stopped || ENDS_ALL.includes(results.at(-1).outcome)) break;
  }
  progress.remove();
  const untried = steps.slice(results.length);
  for (const step of untried) step.leave();
  telling(results, untried, keys, { ...blanks, of: steps.length });
  return results;
}

/** Offer to do what failed once more; `again` does it. */
export const offerSequence = (again) => moves.offer(LOT, again);

function telling(results, untried, keys, blanks) {
  const went = results.filter(({ outcome }) => WENT.includes(outcome));
  const failed = results.filter(({ outcome }) => !WENT.includes(outcome) && outcome !== "unknown");
  const form = went.findLast((result) => result.form)?.form;
  if (went.length) showToast("good", message(keys.done, { ...blanks, number: went.length }), LOT, form);
  for (const { uuid, text } of results.filter(({ outcome }) => outcome === "unknown")) showToast("warn", text, uuid);
  if (!failed.length && !untried.length) return;
  const names = untried.map(({ name }) => `“${name}”`).join(", ");
  const why = [...failed.map(({ text }) => text), names && message("untried", { names })].filter(Boolean).join(" ");
  showToast(failed.length ? "bad" : "warn", message("notMany", { ...blanks, number: failed.length + untried.length, why }), LOT, keys.again);
}
