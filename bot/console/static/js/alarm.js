// As long as a danger is unconfirmed the board sounds, once somebody has allowed it to.

const button = document.getElementById("sound");
let audio = null;

button.addEventListener("click", () => {
  audio = audio ? stop() : new AudioContext();
  button.setAttribute("aria-pressed", String(Boolean(audio)));
  button.textContent = audio ? "关掉声音" : "打开声音";
  if (audio) tone(660, 0, 0.15);
});

setInterval(() => {
  const waiting = Number(document.querySelector("[data-part=board]").dataset.unconfirmed);
  document.title = waiting ? `（${waiting}）险情未确认` : "险情 · 哨到";
  if (!audio || !waiting) return;
  [0, 0.3, 0.6].forEach((at) => tone(880, at, 0.2));
}, 3000);

function stop() {
  audio.close();
  return null;
}

function tone(pitch, at, length) {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = pitch;
  volume.gain.value = 0.25;
  source.connect(volume).connect(audio.destination);
  source.start(audio.currentTime + at);
  source.stop(audio.currentTime + at + length);
}
