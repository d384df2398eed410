/** Scrolls the board and the column under the pointer while a card is held near an edge. */

const EDGE = 100;
const SHARE = 0.25;
const SLOWEST = 1;
const FASTEST = 24;
const DAMPED = 400;
const FRAME = 1000 / 60;

/** The nearest element around `element` that can scroll along `axis`, or the page itself. */
export function scrollerOf(element, axis) {
  for (let node = element; node && node !== document.body; node = node.parentElement) {
    const style = getComputedStyle(node);
    const over = axis === "x" ? node.scrollWidth - node.clientWidth : node.scrollHeight - node.clientHeight;
    if (over > 1 && /auto|scroll/.test(axis === "x" ? style.overflowX : style.overflowY)) return node;
  }
  return document.scrollingElement;
}

/** Pixels to scroll in one frame: 0 away from the edges, then 1 to 24, easing by the square. */
export function speedAt(point, start, end) {
  const edge = Math.min((end - start) * SHARE, EDGE);
  const into = point < start + edge ? start + edge - point : end - edge - point;
  if (point >= start + edge && point <= end - edge) return 0;
  const share = Math.min(Math.abs(into) / edge, 1);
  const speed = SLOWEST + (FASTEST - SLOWEST) * share * share;
  return into > 0 ? -speed : speed;
}

/** One drag's scrolling. Snapping is off meanwhile, or the browser would pull the board back at every step. */
export class EdgeScroll {
  #board;
  #began = performance.now();
  #last = performance.now();
  #scrollers = new Map();

  constructor(board) {
    this.#board = scrollerOf(board, "x");
    this.#board.style.setProperty("scroll-snap-type", "none");
  }

  /** Scroll what lies under the pointer for one frame. */
  step(x, y, lane, now) {
    const share = (Math.min((now - this.#began) / DAMPED, 1) * Math.min(now - this.#last, 50)) / FRAME;
    this.#last = now;
    this.#scroll(this.#board, "x", x, share);
    if (lane) this.#scroll(this.#scrollerFor(lane), "y", y, share);
  }

  stop() {
    this.#board.style.removeProperty("scroll-snap-type");
  }

  #scrollerFor(lane) {
    if (!this.#scrollers.has(lane)) this.#scrollers.set(lane, scrollerOf(lane, "y"));
    return this.#scrollers.get(lane);
  }

  #scroll(scroller, axis, point, share) {
    const page = scroller === document.scrollingElement;
    const box = page ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : scroller.getBoundingClientRect();
    const [start, end] = axis === "x" ? [box.left, box.right] : [box.top, box.bottom];
    const speed = speedAt(point, start, end) * share;
    if (!speed) return;
    if (axis === "x") scroller.scrollLeft += speed;
    else scroller.scrollTop += speed;
  }
}
