// Links within the page, followed by hand: in a frame without an address (srcdoc) they would lead out of it.

function followLink(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.hash = link.getAttribute("href");
}
