/** The scripts that only an act on the board needs. Where one cannot be brought, the act is left undone, and that is said. */

import { load } from "./later.js";
import { forget, tell } from "./toast.js";
import { words } from "./words.js";

const LINE = "line";

/** What takes back is a script of its own, loaded when it is asked for. */
export const undoing = (act) => load("undo").then(({ undo }) => act(undo), unreachable);

/** Say that the board cannot be reached just now. */
export function unreachable() {
  forget(LINE);
  tell("warn", words("unreachable"), LINE);
}
