/** The line between this page and the board: while it is cut nothing is sent, and the page says so until it is back. */

const ASKS = "/livez";
const PAUSES = [2, 4, 8, 15];
const DEADLINE = 10_000;

class Connection extends EventTarget {
  #cut = false;

  /** Why nothing can be sent now: the key of the words to say, or blank. */
  get problem() {
    return navigator.onLine ? (this.#cut ? "unreached" : "") : "offline";
  }

  /** Listen for the browser to go offline and come back. */
  watch() {
    for (const type of ["offline", "online"]) addEventListener(type, () => this.#told());
    document.addEventListener("htmx:sendError", () => this.lost());
    if (this.problem) this.#told();
  }

  /** A request got no answer at all: ask for a sign of life with growing pauses until one comes. */
  async lost() {
    if (this.#cut) return;
    this.#cut = true;
    this.#told();
    for (let turn = 0; this.#cut; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(turn, PAUSES.length - 1)] * 1000));
      this.#cut = !(await lives());
    }
    this.#told();
  }

  #told() {
    if (!this.problem) this.dispatchEvent(new Event("back"));
    const template = document.getElementById("line-cut");
    document.getElementById("line")?.remove();
    if (!template || !this.problem) return;
    const banner = template.content.firstElementChild.cloneNode(true);
    const at = document.querySelector("#wall-read time")?.textContent;
    for (const words of banner.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== this.problem;
    for (const time of banner.querySelectorAll("time")) time.textContent = at ?? time.textContent;
    document.getElementById("main").before(banner);
  }
}

async function lives() {
  try {
    return (await fetch(ASKS, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(DEADLINE) })).ok;
  } catch {
    return false;
  }
}

/** The page's one line. */
export const connection = new Connection();
