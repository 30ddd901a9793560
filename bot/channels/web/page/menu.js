// The menu is a <details>, which opens without a script; this closes it again.
export function menu(box) {
  const button = box.querySelector("summary");
  const close = () => {
    box.open = false;
  };
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target) || event.target.closest("ul button")) {
      close();
    }
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) {
      close();
    }
  });
  return {
    // Close it and give the focus back. Returns whether it was open.
    escape() {
      const was = box.open;
      close();
      if (was) {
        button.focus();
      }
      return was;
    },
  };
}
