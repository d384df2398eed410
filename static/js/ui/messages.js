/** What the page says by itself, when no server could say it: a `<template id="words-KEY">` wins over these. */

const WORDS = {
  offline: "You are offline, so “{name}” was not moved. Nothing was sent.",
  unreached: "The board cannot be reached, so “{name}” was not moved. Nothing was sent.",
  lost: "The board did not answer, so “{name}” was put back. Refresh to see where Plannr has it.",
  late: "There was no answer in time, so “{name}” was put back. Refresh to see where Plannr has it.",
  fault: "Something went wrong on the board itself, so “{name}” was put back. Refresh to see where Plannr has it.",
  forbidden: "“{name}” was put back: you may not move it, or this page is too old. Refresh and try again.",
  signedOut: "You have been signed out, so “{name}” was put back. Nothing was sent. Sign in, then move it again.",
  signedOutOnly: "You have been signed out, so that was not done. Nothing was sent.",
  signedIn: "You are signed in again, as {name}. Press again what you pressed: nothing you typed is lost.",
  gone: "“{name}” was put back: the board no longer knows this case.",
  changed: "“{name}” changed in Plannr while you held it, so it was not moved.",
  readonly: "Moving is off: “{name}” stays where it is.",
  busy: "“{name}” is still being saved.",
  unknown: "Plannr does not show the move of “{name}” yet. Do not move it again.",
  checking: "Plannr does not show the move yet. Checking whether it was saved; do not move it again.",
  checkingMine: "Plannr does not show your change yet. Checking whether it was saved; do not send it again.",
  lifted: "Picked up {name}, place {number} of {of} in {column}. Arrows to move, Space to drop, Escape to cancel.",
  step: "{name}, place {number} of {of} in {column}.",
  dropped: "Dropped {name}, place {number} of {of} in {column}. Saving to Plannr.",
  same: "{name} is back where it was, place {number} of {of} in {column}.",
  cancelled: "Cancelled. {name} is back at place {number} of {of} in {column}.",
  opening: "Opening {column}.",
  chosen: "{number} chosen.",
  unchosen: "Nothing is chosen any more.",
  liftedMany: "Picked up {number} cases with {name}, which is at place {place} of {of}. Space drops them all.",
  menuMany: "Move {name} and {number} more",
  moving: "Moving {number} of {of}…",
  undoing: "Undoing {number} of {of}…",
  movedMany: "Moved {number} cases to {column}. Saved in Plannr.",
  undoneMany: "Undone: {number} cases are back. Saved in Plannr.",
  notMany: "{number} of {of} were not moved. {why}",
  untried: "Not tried: {names}.",
  unreachable: "The board cannot be reached just now, so that was not done. Nothing was sent.",
  wait: "A change is still being saved. Undo it when it is.",
  nowhere: "There is no column that way.",
  was: "was {was}, {sign} {change}",
  plus: "plus",
  less: "less",
  dismiss: "Dismiss",
};

/** The words for `key`, with each {blank} filled in. */
export function message(key, blanks = {}) {
  const own = document.getElementById(`words-${key}`)?.content?.textContent.trim();
  return (own || WORDS[key]).replace(/\{(\w+)\}/g, (whole, blank) => blanks[blank] ?? whole);
}
