// A note at its marker, on hover, focus and tap, where it does not stand beside the text. Where focus goes back to a
// marker, that is `marker` for the moment, so that it shows nothing.
(() => {
  const box = document.createElement("div");
  if (!box.showPopover) return;
  box.popover = "manual";
  box.setAttribute("role", "note");
  let marker, timer;
  const on = (type, act) => document.addEventListener(type, act);
  const at = (target) => !box.contains(target) && target.closest("[role=doc-noteref]");
  const hide = () => {
    clearTimeout(timer);
    marker = null;
    box.remove();
  };
  const show = (next) => {
    const note = document.getElementById(next.hash.slice(1));
    if (next === marker || !note || getComputedStyle(note).position === "absolute") return;
    hide();
    marker = next;
    box.innerHTML = note.innerHTML;
    for (const part of box.querySelectorAll("[id], [role=doc-backlink]")) part.id ? part.removeAttribute("id") : part.remove();
    next.parentNode.after(box);
    box.showPopover();
    const { left, top, bottom } = next.getBoundingClientRect();
    const height = box.offsetHeight, room = innerWidth - box.offsetWidth - 32;
    const above = bottom + height > innerHeight && top > height;
    box.style.left = Math.max(16, Math.min(left - 16, room)) + "px";
    box.style.top = scrollY + (above ? top - height : bottom) + "px";
  };
  on("pointerover", ({ target, pointerType }) => {
    const next = at(target), focused = document.activeElement;
    clearTimeout(timer);
    if (pointerType === "touch" || next === marker || box.contains(target)) return;
    if (next) timer = setTimeout(show, 120, next);
    else if (focused !== marker && !box.contains(focused)) timer = setTimeout(hide, 300);
  });
  on("click", (event) => {
    const next = at(event.target);
    if (next && event.pointerType === "touch") show(next);
    else if (!box.contains(event.target) || event.target.closest("a")) hide();
    if (marker && next === marker) event.preventDefault();
  });
  on("focusin", ({ target }) => {
    if (at(target) && target.matches(":focus-visible")) show(target);
    else if (!box.contains(target)) hide();
  });
  on("keydown", ({ key }) => {
    if (key !== "Escape" || !marker) return;
    const back = box.contains(document.activeElement) && marker;
    hide();
    if (!back) return;
    marker = back;
    back.focus();
    marker = null;
  });
})();
