// What is expected at a place in a query: a subject, a predicate, an object, an expression or a clause.
"use strict";

(function () {
  const TOKEN = new RegExp([
    String.raw`#[^\n]*`, // a comment
    String.raw`<[^<>"{}|^\x60\\\s]*>`, // an IRI
    String.raw`"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`, // a string
    String.raw`[?$][\p{L}\p{N}_]+`, // a variable
    String.raw`@[A-Za-z-]+`, // the language of a string
    String.raw`(?:[A-Za-z][\w-]*)?:(?:[\p{L}\p{N}_-]|[.:](?=[\p{L}\p{N}_-]))*`, // a name with a prefix
    String.raw`[+-]?\d[\w.]*|[\p{L}_][\p{L}\p{N}_]*`, // a number, a word
    String.raw`\^\^|&&|\|\||[!<>]=|\S`,
  ].join("|"), "gu");
  const PATH = new Set(["/", "|", "^", "*", "+", "!"]);
  const CALLS = new Set(["FILTER", "BIND", "HAVING", "BY"]);
  const GROUPS = new Set(["OPTIONAL", "UNION", "MINUS", "EXISTS", "NOT", "SERVICE", "GRAPH", "SILENT", "WHERE"]);

  function tokens(text) {
    return [...text.matchAll(TOKEN)].map((found) => found[0]).filter((token) => !token.startsWith("#"));
  }

  // Walk over a text: the place at its end, the triples before it, and the variables of VALUES.
  function walk(text) {
    const triples = [];
    const stack = [];
    let frame = { kind: "clause" };
    let values = null; // the variable of VALUES, once the word was read
    const open = (next) => { stack.push(frame); frame = next; };
    const close = () => { frame = stack.pop() ?? { kind: "clause" }; };

    // A term was read where a triple is written.
    function term(token) {
      if (frame.kind !== "group") return;
      if (frame.at === "subject") { frame.subject = token; frame.at = "predicate"; }
      else if (frame.at === "predicate") { frame.property = token === "a" ? "rdf:type" : token; frame.at = "object"; }
      else if (frame.at === "object") {
        triples.push({ subject: frame.subject, property: frame.property, object: token });
        frame.at = "end";
      }
    }

    for (const token of tokens(text)) {
      const word = token.toUpperCase();
      if (token === "{") {
        const variable = values;
        values = null;
        open(variable ? { kind: "values", variable } : { kind: "group", at: "subject" });
      } else if (token === "}") { close(); if (frame.kind === "group") frame.at = "subject"; }
      else if (token === "(") open({ kind: frame.kind === "values" ? "values" : "expression", variable: frame.variable });
      else if (token === ")") { close(); if (frame.kind === "group" && frame.at === "call") frame.at = "subject"; }
      else if (token === "[") open({ kind: "group", at: "predicate", subject: "[]" });
      else if (token === "]") { close(); term("[]"); }
      else if (word === "VALUES") values = "?";
      else if (values && /^[?$]/.test(token)) values = token;
      else if (frame.kind !== "group") continue;
      else if (token === ".") frame.at = "subject";
      else if (token === ";") frame.at = "predicate";
      else if (token === ",") frame.at = "object";
      else if (CALLS.has(word)) frame.at = "call";
      else if (GROUPS.has(word)) frame.at = "subject";
      else if (PATH.has(token)) { if (frame.at === "object" && "/|^".includes(token)) frame.at = "predicate"; }
      else if (token === "^^" || token.startsWith("@")) continue;
      else if (frame.at === "predicate" || /^[?$<"':\d+-]|:|^_/.test(token) || /^(a|true|false)$/i.test(token)) term(token);
    }
    return { frame, triples };
  }

  /**
   * What fits at the end of `before`, of which the word that is being typed is left out.
   * Returns the place, the subject, the property, the classes of the subject and the properties
   * that lead to it, as far as the whole text says so.
   */
  function position(before, whole) {
    const { frame } = walk(before);
    const { triples } = walk(whole);
    const classes = (node) => triples.filter((t) => t.subject === node && t.property === "rdf:type").map((t) => t.object);
    const leading = (node) => triples.filter((t) => t.object === node && t.property !== "rdf:type").map((t) => t.property);
    if (frame.kind === "values") return { place: "object", property: leading(frame.variable)[0] };
    if (frame.kind === "expression" || frame.at === "call") return { place: "expression" };
    if (frame.kind === "clause") return { place: "clause" };
    const { subject, property } = frame;
    const variable = /^[?$]/.test(subject ?? "");
    return {
      place: frame.at, subject, property: frame.at === "object" ? property : undefined,
      classes: variable ? classes(subject) : [], reached: variable ? leading(subject) : [],
    };
  }

  window.sygraphPosition = { position, tokens };
})();
