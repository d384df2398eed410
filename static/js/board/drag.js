/**
 * One card in the hand by mouse, finger or pen. A mouse lifts after 6 px; a finger holds for 250 ms and may tremble by
 * 8 px, any more is a scroll. The place is computed at the release from where the pointer is, never from a stale hover.
 *
 * `host` answers: canLift(card), lot(card) (it and the cards that go with it), lifted(card), over(card, target),
 * opened(column), dropped(card, target), cancelled(card). A target is what `targetAt` gives, or null.
 */

import { listOf, targetAt } from "./card-position.js";
import { DragPreview } from "./drag-preview.js";
import { EdgeScroll } from "./edge-scroll.js";

const MOUSE_STARTS = 6;
const HOLD = 250;
const JITTER = 8;
const OPENS_AFTER = 500;
const CLICK_COMES_WITHIN = 400;
const NOT_A_GRIP = "button, input, select, textarea, label, summary, .card__move, .card__notice";
const ON_WINDOW = ["pointermove", "pointerup", "pointercancel", "keydown", "resize", "orientationchange"];

export class Drag {
  #host;
  #press = null;
  #held = null;

  constructor(host) {
    this.#host = host;
    for (const type of ["pointerdown", "dragstart", "contextmenu", "selectstart"]) host.addEventListener(type, this);
    host.addEventListener("touchmove", this, { passive: false });
    host.addEventListener("lostpointercapture", this);
  }

  get card() {
    return this.#held?.card ?? null;
  }

  handleEvent(event) {
    switch (event.type) {
      case "pointerdown":
        return this.#down(event);
      case "pointermove":
        return this.#move(event);
      case "pointerup":
        return this.#up(event);
      case "keydown":
        return this.#key(event);
      case "dragstart":
      case "selectstart":
      case "contextmenu":
      case "touchmove":
        if ((this.#held || event.type === "dragstart") && event.cancelable) event.preventDefault();
        return undefined;
      case "lostpointercapture":
      case "pointercancel":
        return event.pointerId === this.#press?.id ? this.cancel() : undefined;
      default:
        return this.cancel();
    }
  }

  /** Let go without dropping: everything is as it was before the card was touched. */
  cancel() {
    const card = this.card;
    this.#release();
    if (!card) return;
    swallowClickOfThisPress();
    this.#host.cancelled(card);
  }

  #down(event) {
    if (this.#press) return event.isPrimary ? undefined : this.cancel();
    const card = event.target.closest(".card");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!card || !plain || event.target.closest(NOT_A_GRIP)) return undefined;
    const { pointerId: id, clientX: x, clientY: y } = event;
    this.#press = { id, card, x, y, startX: x, startY: y, mouse: event.pointerType === "mouse" };
    if (!this.#press.mouse) this.#press.timer = setTimeout(() => this.#lift(), HOLD);
    for (const type of ON_WINDOW) window.addEventListener(type, this, true);
    document.addEventListener("visibilitychange", this);
    return undefined;
  }

  #move(event) {
    const press = this.#press;
    if (event.pointerId !== press?.id) return;
    [press.x, press.y] = [event.clientX, event.clientY];
    if (this.#held) return;
    const far = Math.hypot(press.x - press.startX, press.y - press.startY);
    if (press.mouse && far >= MOUSE_STARTS) this.#lift();
    if (!press.mouse && far > JITTER) this.#release();
  }

  #lift() {
    const { card, id, x, y, startX, startY, mouse } = this.#press;
    if (!card.isConnected || !this.#host.canLift(card)) return this.#release();
    const carried = new DragPreview(card, startX, startY, this.#host.lot(card).length);
    carried.to(x, y);
    this.#held = { card, carried, scroll: new EdgeScroll(this.#host.lanes), frame: 0, target: null };
    card.setAttribute("data-lifted", "");
    getSelection()?.removeAllRanges();
    this.#host.setAttribute("data-carrying", "");
    if (mouse) this.#host.setPointerCapture(id);
    else navigator.vibrate?.(15);
    this.#host.lifted(card);
    this.#held.frame = requestAnimationFrame((now) => this.#draw(now));
    return undefined;
  }

  #draw(now) {
    const held = this.#held;
    if (!held) return;
    const { x, y } = this.#press;
    held.carried.to(x, y);
    held.scroll.step(x, y, listOf(held.target?.column), now);
    this.#aim(targetAt(this.#host.lanes, x, y, held.card), now);
    held.frame = requestAnimationFrame((next) => this.#draw(next));
  }

  #aim(target, now) {
    const held = this.#held;
    if (target?.column !== held.target?.column) held.since = now;
    if (target?.column !== held.target?.column || target?.after !== held.target?.after) {
      held.target = target;
      this.#host.over(held.card, target);
    }
    if (target?.column.hasAttribute("data-folded") && now - held.since > OPENS_AFTER) {
      held.since = Infinity;
      this.#host.opened(target.column);
    }
  }

  #up(event) {
    if (event.pointerId !== this.#press?.id) return;
    const card = this.card;
    const target = card && targetAt(this.#host.lanes, event.clientX, event.clientY, card);
    this.#release();
    if (!card) return;
    swallowClick();
    if (target && !target.same) this.#host.dropped(card, target);
    else this.#host.cancelled(card);
  }

  #key(event) {
    if (!this.#held || !["Escape", "Tab", "Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") this.cancel();
  }

  #release() {
    const [press, held] = [this.#press, this.#held];
    this.#press = this.#held = null;
    clearTimeout(press?.timer);
    for (const type of ON_WINDOW) window.removeEventListener(type, this, true);
    document.removeEventListener("visibilitychange", this);
    if (!held) return;
    cancelAnimationFrame(held.frame);
    held.scroll.stop();
    held.carried.drop();
    held.card.removeAttribute("data-lifted");
    this.#host.removeAttribute("data-carrying");
    if (this.#host.hasPointerCapture(press.id)) this.#host.releasePointerCapture(press.id);
  }
}

/** The click that the browser makes of the end of a drag must not open the card. */
function swallowClick() {
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("click", stop, { capture: true, once: true });
  const give = () => removeEventListener("click", stop, true);
  setTimeout(give, CLICK_COMES_WITHIN);
  addEventListener("pointerdown", give, { capture: true, once: true });
}

/** The same for a drag that ended while the button is still down. */
function swallowClickOfThisPress() {
  addEventListener("pointerup", swallowClick, { capture: true, once: true });
  addEventListener("pointerdown", () => removeEventListener("pointerup", swallowClick, true), { capture: true, once: true });
}
