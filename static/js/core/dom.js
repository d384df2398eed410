/** What elements of a page are for, as selectors. */

/** Where keys type. */
export const TYPING = "input, select, textarea, [contenteditable]";

/** What can have the focus. */
export const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";
