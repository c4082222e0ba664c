"""Pieces that mean something in one sort of file: what slips of the hand put in, and what random texts are made of."""

MARKDOWN = (
    *"<>&\"'=/`*_~$[]()!#:{}\\\n\t |-+.1ax가", "[latex]", "[/latex]", "latex]", "[$]", "[sound:", "[anki:tts lang=x]",
    "&#91;", "&lt;", "&#x6a;", "&nbsp;", "{{c1::", "{{c2::", "{{c1,2::", "}}", "::", "\\(", "\\)", "\\[", "\\]",
    "$$", "\\href{a}{b}", "\\frac{a}{b}", "\\style", "\\text{", "\\begin{aligned}", "<b onclick=x>", "<details>",
    "<script>", "</script>", "<br>", "<u>", "<!--", "-->", "<https://", "javascript:", "```python\n", "\n```\n",
    "](", "![", "![x](media/x.svg)", "https://x.org/?a=1&b=2", "| a | b |\n|---|---|\n", "> ", "- ", "1. ", "\n\n",
    "[^1]", "[a]: b\n", "\u2028", "\ufeff", "e\u0301", "\u202e", "\x1b[31m", "\0",
)  # fmt: skip
HTML = (
    *"<>&\"'=/`-!x ", "<b ", "<img src=", "<a href=", "style=", "url(", "javascript:", "data:", "onclick=", "<!--",
    "-->", "<script>", "</script>", "<svg>", "<math>", "{{c1::", "}}", "::", "&lt;", "&#106;", "\n", "\t", "\0",
    "<p", "title='", 'title="', "<td>", "<style>", "</b>", "<textarea>", "<br/", "<table><b>", "<div>", "</div>",
    "<font color=red>", "[sound:x.mp3]", "\\(", "\\)", "[latex]", "<noscript>", "<template>", "</noscript>",
    "<plaintext>", "<img alt=",
)  # fmt: skip
YAML = (
    *"{}[]%@가#|\t\n'\"~$&*!?>,:-", "- ", ": ", "&a ", "*a", "!x ", "\x1f", "id: ", "term: ", "cards:\n", "<<: ",
    "---\n", "? ", "true", "null", "1e9", "0x1f", "2001-01-01", ".inf", "\ufeff", "\u0085", "'''", '"\\u0000"',
    '"\\ud800"', "：", "  ",
)  # fmt: skip
TEMPLATE = (
    "{{", "}}", "{{#", "{{^", "{{/", "[[", "]]", "[[>", "[[>head]]", "{{word}}", "{{FrontSide}}", "{{cloze:word}}",
    "{{type:word}}", "{{tts ko_KR:word}}", "{{#word}}", "{{/word}}", "{{=<% %>=}}", "{{text:", "{{furigana:word}}",
    "{{id}}", "{{Tags}}", "<script>x</script>", "<b onclick='x'>", "<style>", "<!--", "-->", "<div>", "</div>",
    "[latex]", "[sound:x]",
)  # fmt: skip
CSS = (
    *"{}()[];:,.#*>+~@!\\/'\" \n", ".card ", "body", ":root", "@import 'x';", "@media (", "@font-face{", "url(",
    "url(x.png)", "</style>", "<!--", "-->", "/*", "*/", "color: red", "--x: ", "var(--x)", "\\26 ", "!important",
    "&", ":is(", ":not(", "@layer a", "@keyframes x{", "@namespace x;", "@charset 'x';", "::before", "content: '",
    "[a=", "|", "\0", "1e9", "U+26",
)  # fmt: skip
JSON = (
    *'{}[],:"\\ \n', "null", "true", "-1", "1e999", "9" * 30, '"\\ud800"', '""', "[]", "{}", "2023-11-14T22:13:20Z",
    '"mod": 0', '"ledger": 1', '"ledger": 2', "\u2028", "\0",
)  # fmt: skip
TABLE = (
    *",;\t\n\r\"'#:|", "front,back\n", "#separator:tab\n", "#html:true\n", "#deck:x\n", "#tags column:3\n",
    "#guid column:1\n", "#notetype:x\n", "#columns:a\tb\n", '""', '"\n', "용어,정의\n", "{{c1::", "}}", "<img src=x>",
    "<br>", "&nbsp;", "[sound:x]", "\0", "\x1a", "\ufeff", "<div>",
)  # fmt: skip
CARD_MARKDOWN = (
    "# ", "## ", "### ", "Q: ", "A: ", "\n", "\n\n", " :: ", " ::: ", "- **", "**: ", "---\n", "```\n", "![[x.png]]",
    "![x](x.png)", "[[a|b]]", "==a==", "#flashcards", "<!--SR:!2023-01-01,1,250-->", "START\n", "END\n",
    "Tags: a b\n", "> [!note] x\n",
)  # fmt: skip
SLIPS = (
    "front: ", "front：", "front:", "- front: a: b\n", "- front: *a\n  back: b\n", "back: “a”", ": b", "[CLS] a",
    "{{c1::x}} b", '"\\alpha"', "@a", "`a`", "&a b", "!a b", "  reverse: 네\n", "  steps:\n  - a: b\n", "\n\t", "  - ",
    "\n    goes: on\n", "|\n  a\n", "' ", '" ', " # a", "\n\n", "- ", "\u3000", "“", "”", "”: ",
)  # fmt: skip
