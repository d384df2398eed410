/** Several moves as one: sent one after another in words that say how far it is, told in one message when all have ended. */

import { moves } from "./moves.js";
import { forget, tell, work } from "./toast.js";
import { words } from "./words.js";

const LOT = "lot";
const ENDS_ALL = ["unavailable", "trouble"];
const WENT = ["saved", "unchanged"];

/**
 * Send the `steps` ({ uuid, name, go, leave }) in turn and tell how it went: `keys` names the words for what is under
 * way and for what was done. Ends at the first step that shows that no other can succeed, and when somebody presses Stop,
 * after the step that is under way: what has left for Plannr is waited for. Gives the Results.
 */
export async function sendLot(steps, keys, blanks = {}) {
  forget(LOT);
  const results = [];
  const progress = work("");
  let stopped = false;
  progress.querySelector("[data-stop]")?.addEventListener("click", (event) => {
    stopped = event.target.disabled = true;
  });
  for (const step of steps) {
    progress.querySelector("p").textContent = words(keys.doing, { number: results.length + 1, of: steps.length });
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
export const offerLot = (again) => moves.offer(LOT, again);

function telling(results, untried, keys, blanks) {
  const went = results.filter(({ outcome }) => WENT.includes(outcome));
  const failed = results.filter(({ outcome }) => !WENT.includes(outcome) && outcome !== "unknown");
  const form = went.findLast((result) => result.form)?.form;
  if (went.length) tell("good", words(keys.done, { ...blanks, number: went.length }), LOT, form);
  for (const { uuid, text } of results.filter(({ outcome }) => outcome === "unknown")) tell("warn", text, uuid);
  if (!failed.length && !untried.length) return;
  const names = untried.map(({ name }) => `“${name}”`).join(", ");
  const why = [...failed.map(({ text }) => text), names && words("untried", { names })].filter(Boolean).join(" ");
  tell(failed.length ? "bad" : "warn", words("notMany", { ...blanks, number: failed.length + untried.length, why }), LOT, keys.again);
}
