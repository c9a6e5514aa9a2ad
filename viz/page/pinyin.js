// How names are typed in pinyin, from the readings of their characters: in large pictures, which leave this to the browser.

const SPOKEN = 60; // characters of a name that are looked up

// The usual readings in full and by initials, then with another reading of one character, as 长 is chang and zhang.
function spellings(text) {
  const syllables = Array.from(text.slice(0, SPOKEN).toLowerCase(), (letter) => data.readings[letter] ?? [letter.trim()]);
  if (!Array.from(text).some((letter) => letter in data.readings)) return [];
  const usual = syllables.map(([first]) => first);
  const others = syllables.flatMap((readings, place) => readings.slice(1).map((reading) => usual.with(place, reading).join("")));
  return [usual.join(""), usual.map((one) => one.slice(0, 1)).join(""), ...others];
}
