/** How the scripts of a page ask the board for something: as a script, with the page's token, and not for ever. */

const DEADLINE = 40_000;
const HEADERS = { "X-Requested-With": "fetch", Accept: "text/html" };

/** The limit of one request, or of all the tries at it together. */
export const deadline = (milliseconds = DEADLINE) => AbortSignal.timeout(milliseconds);

/** Fetch what stands at `address`; with a `body`, post it. */
export function request(address, { body, signal = deadline(), ...how } = {}) {
  const about = body ? { method: "POST", body, redirect: "error", headers: { ...HEADERS, ...csrf() } } : { headers: HEADERS };
  return fetch(address, { ...about, signal, ...how });
}

/** A page, or a part of one, as a document. */
export const parseHtml = (text) => new DOMParser().parseFromString(text, "text/html");

function csrf() {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  } catch {
    return {};
  }
}
