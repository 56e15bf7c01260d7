// trusted is the one policy by which this page turns strings into markup (of its own reports) and into addresses of scripts.
const trusted = (() => {
  const rules = { createHTML: (s) => s, createScriptURL: (s) => s };
  return window.trustedTypes ? trustedTypes.createPolicy('fselint', rules) : rules;
})();
