// Large print, and reading aloud: what a visitor may switch on, and this device remembers.
// Nothing is asked of any host: only voices that live on the device speak. Without this script
// the page lacks nothing but these buttons.
"use strict";
(() => {
  const KEY = "baoguangtai-large-print";
  const page = document.documentElement;

  // A browser may forbid storage; then the choice lasts as long as the page.
  const remembered = () => {
    try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
  };
  const remember = (on) => {
    try { on ? localStorage.setItem(KEY, "on") : localStorage.removeItem(KEY); } catch { /* as said */ }
  };
  page.classList.toggle("large", remembered());

  // ---- Large print ----

  function offerLargePrint(button, status) {
    const show = () => button.setAttribute("aria-pressed", page.classList.contains("large"));
    const set = (on) => { page.classList.toggle("large", on); show(); };
    button.addEventListener("click", () => {
      const on = !page.classList.contains("large");
      set(on);
      remember(on);
      status.textContent = on ? button.dataset.on : button.dataset.off;
    });
    addEventListener("storage", (event) => { if (event.key === KEY) set(remembered()); });
    show();
  }

  // ---- Reading, block by block ----

  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, tr, figcaption, caption, summary, blockquote, pre, svg";
  const seen = (element) => element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;

  // The texts of the page in their order, each with the smallest block that it stands in.
  function blocksOf(main) {
    const texts = new Map();
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim();
      const parent = walker.currentNode.parentElement;
      const block = parent.closest("svg") ?? parent.closest(BLOCKS);
      if (!text || !block || !seen(block)) continue;
      texts.set(block, block.matches("svg") ? drawn(block) : [...(texts.get(block) ?? []), text]);
    }
    return [...texts].map(([element, parts]) => ({ element, text: parts.join(element.matches("tr") ? ", " : " ") }));
  }
  // A drawing is told by its title and description, not by the numbers strewn over it.
  const drawn = (svg) => [...svg.querySelectorAll(":scope > title, :scope > desc")].map((e) => e.textContent);

  const speech = "speechSynthesis" in window ? window.speechSynthesis : null;
  const voiceFor = (tag) => speech?.getVoices().find(
    (voice) => voice.localService && voice.lang.slice(0, 2).toLowerCase() === tag.slice(0, 2).toLowerCase());

  function offerReading(button, bar) {
    const controls = Object.fromEntries([...bar.querySelectorAll("[data-do]")].map((b) => [b.dataset.do, b]));
    const status = bar.querySelector("[role=status]");
    let blocks = [], at = -1, speaking = false;

    const mark = (index) => {
      blocks[at]?.element.classList.remove("being-read");
      at = index;
      blocks[at]?.element.classList.add("being-read");
      blocks[at]?.element.scrollIntoView({ block: "center" });
    };
    const showPlay = () => {
      controls.play.textContent = speaking ? controls.play.dataset.pause : controls.play.dataset.play;
    };
    const silence = () => { speaking = false; speech?.cancel(); showPlay(); };

    // Cancel and speak again, because some phones cannot pause; an old utterance may not go on.
    function speak() {
      speech.cancel();
      const { element, text } = blocks[at];
      const voice = voiceFor(element.closest("[lang]").lang);
      if (!voice) return follow();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      const here = at;
      utterance.onend = () => { if (speaking && at === here) follow(); };
      speech.speak(utterance);
    }
    const follow = () => at + 1 < blocks.length ? go(at + 1) : stop();
    const go = (index) => {
      mark(Math.max(0, Math.min(index, blocks.length - 1)));
      if (speaking) speak();
    };

    function start() {
      blocks = blocksOf(document.getElementById("main"));
      const first = blocks.findIndex(({ element }) => element.getBoundingClientRect().bottom > 0);
      const canSpeak = Boolean(speech && voiceFor(page.lang));
      bar.hidden = false;
      page.classList.add("reading-aloud");
      button.setAttribute("aria-pressed", "true");
      controls.play.hidden = !canSpeak;
      status.textContent = canSpeak ? "" : status.dataset.silent;
      speaking = canSpeak;
      showPlay();
      go(first);
      (canSpeak ? controls.play : controls.next).focus({ preventScroll: true });
    }
    function stop() {
      silence();
      mark(-1);
      bar.hidden = true;
      page.classList.remove("reading-aloud");
      button.setAttribute("aria-pressed", "false");
      button.focus({ preventScroll: true });
    }

    button.addEventListener("click", () => bar.hidden ? start() : stop());
    controls.previous.addEventListener("click", () => go(at - 1));
    controls.next.addEventListener("click", () => go(at + 1));
    controls.stop.addEventListener("click", stop);
    controls.play.addEventListener("click", () => {
      if (speaking) return silence();
      speaking = true;
      showPlay();
      speak();
    });
    addEventListener("keydown", (event) => { if (event.key === "Escape" && !bar.hidden) stop(); });
    addEventListener("pagehide", () => speech?.cancel());
    speech?.getVoices(); // some browsers only begin to look for voices when first asked
  }

  function start() {
    const tools = document.querySelector(".tools");
    if (!tools) return; // a page to be embedded in another has none
    offerLargePrint(tools.querySelector("[data-tool=large]"), tools.querySelector("[role=status]"));
    offerReading(tools.querySelector("[data-tool=aloud]"), document.querySelector(".reader"));
    tools.hidden = false;
    // What is found is shown by a script; without it the field alone leads to the lists.
    document.querySelectorAll(".site-search button").forEach((find) => { find.hidden = false; });
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
