/** While a board is looked at, it asks every few seconds which of its cases are being checked, whoever changed them. */

import { request } from "../core/http.js";
import { connection } from "../ui/connection.js";
import { moves } from "./move-queue.js";

const EVERY = 5_000;

export class PendingChanges {
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
  if (document.hidden || connection.problem || !refresh) return;
  const response = await request(refresh.replace(/refresh\/$/, "doubts/")).catch(() => null);
  if (response?.ok) moves.mark(await response.json());
}
