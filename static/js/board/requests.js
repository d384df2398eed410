/** Posts a move and reads the answer (`<move-answer>`), with one deadline over all of it. */

import { request, deadline, parseHtml } from "../core/http.js";
import { connection } from "../ui/connection.js";
import { isSignedOut } from "../ui/session.js";

const PAUSE_BEFORE_RESEND = 1_000;

/** What was wrong with a request that brought no `<move-answer>`: `told` in the server's own words, else `key` names some. */
export class RequestError extends Error {
  constructor(key, told = "") {
    super(key);
    this.key = key;
    this.told = told;
  }
}

/** A fresh key for one gesture: the server takes a resend with the same key for the same move. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Post `fields` (with a `key`) to `address`; gives the `<move-answer>` or throws RequestError. */
export async function post(address, fields) {
  if (connection.problem) throw new RequestError(connection.problem);
  const signal = deadline();
  try {
    return await answerOf(await twice(() => request(address, { body: new URLSearchParams(fields), signal }), signal));
  } catch (error) {
    throw asRequestError(error);
  }
}

/**
 * Fetch a page for one of its parts: gives the parsed document, or null where only a real visit will do. Nothing is ever
 * given to somebody who is signed out: the page says so and stays, and the same press may be made again.
 */
export async function fetchPage(address) {
  const response = await request(address);
  if (isSignedOut(response)) return new Promise(() => {});
  return response.ok ? parseHtml(await response.text()) : null;
}

/** Ask the server for facts that no page shows; gives the JSON or throws RequestError. */
export async function fetchJson(address) {
  if (connection.problem) throw new RequestError(connection.problem);
  try {
    const response = await request(address);
    if (isSignedOut(response)) throw new RequestError("signedOut");
    if (!response.ok) throw new RequestError("fault");
    return await response.json();
  } catch (error) {
    throw asRequestError(error);
  }
}

/** Ask how a move in doubt ended; gives the `<move-answer>`, or null when nobody could say. */
export async function getOutcome(address) {
  try {
    return await answerOf(await request(address));
  } catch {
    return null;
  }
}

async function twice(send, signal) {
  try {
    return await send();
  } catch (error) {
    if (signal.aborted || !navigator.onLine) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_BEFORE_RESEND));
    return send();
  }
}

async function answerOf(response) {
  if (isSignedOut(response)) throw new RequestError("signedOut");
  const page = parseHtml(await response.text());
  const answer = page.querySelector("move-answer");
  if (answer) return document.importNode(answer, true);
  if (response.status === 403) throw new RequestError("forbidden");
  if (response.status === 404) throw new RequestError("gone");
  throw new RequestError("fault", response.status === 503 ? page.querySelector(".trouble__words")?.textContent : "");
}

function asRequestError(error) {
  if (error instanceof RequestError) return error;
  if (error.name === "TimeoutError" || error.name === "AbortError") return new RequestError("late");
  if (!navigator.onLine) return new RequestError("offline");
  connection.lost();
  return new RequestError("lost");
}
