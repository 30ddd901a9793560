// The small menu: a button that shows and hides a list.
export function menu(button, list) {
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => show(list.hidden));
  list.addEventListener("click", () => show(false));
  document.addEventListener("click", (event) => {
    if (!button.parentElement.contains(event.target)) {
      show(false);
    }
  });
  button.parentElement.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      show(false);
      button.focus();
    }
  });
  button.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !button.parentElement.contains(event.relatedTarget)) {
      show(false);
    }
  });
}
