// Chooses the language before anything is drawn: the address's ?lang=, else what was chosen before, else the page's own.

(() => {
  const page = document.documentElement;
  const spoken = (language) => language === "zh" || language === "en";
  const kept = () => {
    try {
      return localStorage.getItem("chainatlas:language");
    } catch {
      return null; // storage is off: links carry the language instead
    }
  };
  const language = [new URLSearchParams(location.search).get("lang"), kept()].find(spoken);
  if (language) {
    page.dataset.lang = language;
    page.lang = language === "zh" ? "zh-CN" : "en";
  }
  page.dataset.live = "";
})();
