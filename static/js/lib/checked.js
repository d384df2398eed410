/** While a board is looked at, it asks every few seconds which of its cases are being checked, whoever changed them. */

import { ask } from "./client.js";
import { line } from "./line.js";
import { moves } from "./moves.js";

const EVERY = 5_000;

export class Checked {
  #timer = 0;

  start() {
    this.#timer = setInterval(look, EVERY);
  }

  stop() {
    clearInterval(this.#timer);
  }
}

/** Nobody is told where this cannot be asked: whatever the person does next will say so. */
async function look() {
  const refresh = document.getElementById("refresh")?.getAttribute("action");
  if (document.hidden || line.trouble || !refresh) return;
  const response = await ask(refresh.replace(/refresh\/$/, "doubts/")).catch(() => null);
  if (response?.ok) moves.mark(await response.json());
}
