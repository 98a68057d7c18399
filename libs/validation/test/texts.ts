/* Texts with odd characters, by what is odd about them. */

export const VISIBLE: [string, string][] = [
  ['a letter with a combining mark', 'e\u0301'],
  ['Vietnamese with two marks on a letter', 'Nguye\u0302\u0303n'],
  ['an emoji of several, joined by ZWJ', '👩\u200d👩\u200d👧'],
  ['a flag', '🇳🇿'],
  ['a flag made of tags', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
  ['a symbol with a variation selector', '☎\ufe0f'],
  ['a keycap', '1\ufe0f\u20e3'],
  ['Persian with ZWNJ', 'می\u200cخواهم'],
  ['Arabic with vowel signs', 'مُحَمَّد'],
  ['Hebrew with points', 'שָׁלוֹם'],
  ['Hindi with ZWJ', 'क्\u200dष'],
  ['Thai', 'สวัสดี'],
  ['Khmer', 'ភាសាខ្មែរ'],
  ['Hangul', '한글'],
  ['Braille', '⠓⠊'],
  ['a soft hyphen in a word', 'Desk\u00adlamp'],
  ['a text that begins with a mark of its direction', '\u200fעברית'],
  ['white space within', 'a b\u00a0c\u3000d'],
  ['one character', '·'],
];

export const NOTHING_VISIBLE: [string, string][] = [
  ['a zero width space', '\u200b'],
  ['a zero width joiner', '\u200d'],
  ['a soft hyphen', '\u00ad'],
  ['a word joiner', '\u2060'],
  ['a Mongolian vowel separator', '\u180e'],
  ['a variation selector', '\ufe0f'],
  ['a mark of direction', '\u200e'],
  ['an override of direction', '\u202e\u202c'],
  ['the empty Braille pattern', '\u2800'],
  ['a Hangul filler', '\u3164'],
  ['the other Hangul fillers', '\u115f\u1160\uffa0'],
  ['a combining mark', '\u0301'],
  ['combining marks and format characters', '\u0301\u200b\u20dd\u200d\ufe0f'],
  ['an interlinear annotation', '\ufff9\ufffb'],
  ['a mark of Japanese', '\u3099'],
  ['a tone mark of Chinese', '\u302a'],
  ['a private character', '\ue000'],
  ['no character', '\ufffe'],
  ['tags beyond U+FFFF', '\u{e0001}\u{e0041}'],
  ['a variation selector beyond U+FFFF', '\u{e0100}'],
  ['a combining mark of music', '\u{1d165}'],
  ['a null notehead', '\u{1d159}'],
  ['a beam of music', '\u{1d173}'],
  ['a format character of shorthand', '\u{1bca0}'],
  ['a joiner of hieroglyphs', '\u{13430}'],
  ['a filler of Khitan', '\u{16fe4}'],
];

export const WITH_CONTROL_CHARACTER: [string, string][] = [
  ['NUL', 'a\0b'],
  ['a bell', 'a\u0007b'],
  ['an escape', 'a\u001b[31mb'],
  ['DEL', 'a\u007fb'],
  ['NEL', 'a\u0085b'],
  ['another C1 control', 'a\u009fb'],
];

export const WITH_LINE_BREAK: [string, string][] = [
  ['a line feed', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a tab', 'a\tb'],
  ['a line separator', 'a\u2028b'],
  ['a paragraph separator', 'a\u2029b'],
];

export const WITH_SPACE_AT_AN_END: [string, string][] = [
  ['a space at the start', ' a'],
  ['a line feed at the end', 'a\n'],
  ['a no-break space at the end', 'a\u00a0'],
  ['an ideographic space at the start', '\u3000a'],
  ['a byte order mark at the start', '\ufeffa'],
];

/** What a text of one line must not be, as its schema says too. */
export const NO_LINE = [...WITH_CONTROL_CHARACTER, ...WITH_LINE_BREAK, ...WITH_SPACE_AT_AN_END];
