/** In each text that must be in no metric and in no line of a log. */
export const MARK = "EVIL";

/** A megabyte of what a scan for unsafe characters finds most of. */
const LONG = `${MARK}${"\u202e".repeat(500_000)}${"x".repeat(500_000)}`;

/** What strangers may call themselves, by what it is. */
export const TEXTS: Readonly<Record<string, string>> = {
  "a screen that is cleared (CSI)": `\u001b[2J\u001b[H${MARK}`,
  "a link (OSC 8)": `\u001b]8;;http://evil.example\u001b\\${MARK}\u001b]8;;\u001b\\`,
  "a clipboard (OSC 52)": `\u001b]52;c;RVZJTA==\u0007${MARK}`,
  "a device's control string (DCS)": `\u001bP$q"p\u001b\\${MARK}`,
  "controls of one byte (C1)": `\u009b2J\u009d52;c;RVZJTA==\u009c${MARK}`,
  "a script": `<script>alert("${MARK}")</script>`,
  "an attribute's end": `"><img src=x onerror=alert('${MARK}')>`,
  "bidirectional marks": `\u202e${MARK}\u2066\u2067\u200f\u061c`,
  "zero-width characters": `E\u200bV\u200dI\ufeffL\u2060\u00ad`,
  "tag characters": `${MARK}\u{e0041}\u{e0042}\u{e007f}`,
  "a NUL": `${MARK}\0hidden`,
  "line ends": `${MARK}\nnode-9 up\r\n{"level":"info"}\u2028\u2029\u0085`,
  "a metric of its own": `${MARK}"} 1\nevil_metric{a="b"} 1\n# HELP`,
  "a megabyte": LONG,
  "half characters": `\ud800${MARK}\udc00\ud83d`,
  "a formula": `=HYPERLINK("http://evil.example","${MARK}")`,
  "a formula with minus": `-2+3+cmd|'/c ${MARK}'!A0`,
  "a formula with at": `@SUM(1+1)*${MARK}`,
  "a formula after a semicolon": `a;=1+1;${MARK}`,
  "a formula with a wide sign": `＝1+1 ${MARK}`,
  "a cell's end": `a",=1+1,"${MARK}`,
  "a thousand accents": `${MARK}${"\u0301".repeat(1000)}`,
  "a name that objects have": "__proto__",
  "nothing but blanks": " \t \u00a0",
};
