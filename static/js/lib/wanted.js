/** The scripts that only an act on the board needs. Where one cannot be brought, the act is left undone, and that is said. */

import { load } from "./later.js";
import { forget, tell } from "./toast.js";
import { words } from "./words.js";

const LINE = "line";

/** What can be taken back is remembered by a script that is loaded with the first saved move, and outlives every board. */
export const undoing = (act) => load("undo").then(({ undo }) => act(undo), unreachable);

/** Remember the Results of one gesture, to be taken back together. */
export const note = (results) => undoing((undo) => undo.note(results));

/** Say that the board cannot be reached just now. */
export function unreachable() {
  forget(LINE);
  tell("warn", words("unreachable"), LINE);
}
