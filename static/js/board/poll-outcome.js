/** A move whose end is unknown is asked after with growing pauses until Plannr can tell: saved, or not. */

import { getOutcome } from "./requests.js";

const PAUSES = [1, 2, 4, 8];

/** Ask at `address` until the answer is no longer “unknown”, then give it to `settled`. */
export async function pollOutcome(address, settled) {
  if (!address) return;
  for (let turn = 0; ; turn += 1) {
    await pause(PAUSES[Math.min(turn, PAUSES.length - 1)]);
    const answer = await getOutcome(address);
    if (answer && answer.dataset.outcome !== "unknown") {
      settled(answer);
      return;
    }
  }
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
