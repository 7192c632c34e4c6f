/** What a picture or its short name in chat says, in log-odds of positive. Set by hand, for no labelled text has them. */
const STRONG = 1.5;
const WEAK = 0.8;
const MOST = 3;

const listed = (odds: number, pictures: string): [string, number][] =>
  pictures.split(' ').map((picture): [string, number] => [picture, odds]);

const PICTURE_ODDS: ReadonlyMap<string, number> = new Map([
  ...listed(STRONG, '👍 ❤ ♥ 😍 🥰 😀 😃 😄 😁 😊 🎉 👏 💯 🤩 😻 💖 💕 🙌 🏆 🥳'),
  ...listed(STRONG, ':thumbsup: :+1: :heart: :heart_eyes: :smile: :grinning: :tada: :clap: :100: :star-struck:'),
  ...listed(WEAK, '🙂 😉 😎 😂 🤣 🙏 ✨ ⭐ 🌟 💪 👌 ✅ 😌 🤗 🔥'),
  ...listed(WEAK, ':slightly_smiling_face: :wink: :joy: :pray: :star: :muscle: :ok_hand: :fire: :blush:'),
  ...listed(-STRONG, '👎 😡 😠 🤬 💔 😭 🤮 😤 😖 💩 😞 😣 😩'),
  ...listed(-STRONG, ':thumbsdown: :-1: :rage: :angry: :broken_heart: :sob: :face_vomiting: :poop: :disappointed:'),
  ...listed(-WEAK, '🙁 ☹ 😕 😟 😢 😒 🙄 😑 😰 😥 🤦 ❌ 🐌 😔 😫'),
  ...listed(-WEAK, ':slightly_frowning_face: :confused: :cry: :unamused: :face_with_rolling_eyes: :x: :snail:'),
]);

/** Log-odds of all pictures together, at most ±3: twenty hearts say little more than two. Unknown ones say nothing. */
export const pictureOdds = (pictures: readonly string[]): number => {
  const sum = pictures.reduce((odds, picture) => odds + (PICTURE_ODDS.get(picture) ?? 0), 0);
  return Math.max(-MOST, Math.min(MOST, sum));
};
