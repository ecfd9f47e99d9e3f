/** Moments as people in China read them, whatever the zone of the browser. */

const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE, year: "numeric", month: "numeric", day: "numeric", weekday: "short",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const DAY = 86_400_000;

function read(moment) {
  return Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, part.value]));
}

function dayNumber(moment) {
  const { year, month, day } = read(moment);
  return Math.round(Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY);
}

/** "09:05". */
export function clockTime(moment) {
  const { hour, minute } = read(moment);
  return `${hour}:${minute}`;
}

/** {date: "4月14日", weekday: "周二", time: "09:05", second: "31"}. */
export function wall(moment) {
  const p = read(moment);
  return { date: `${p.month}月${p.day}日`, weekday: p.weekday, time: `${p.hour}:${p.minute}`, second: p.second };
}

/** As a chat shows it: today only the time, then 昨天, then the date. */
export function chatTime(moment, now) {
  const days = dayNumber(now) - dayNumber(moment);
  const time = clockTime(moment);
  if (days === 0) return time;
  if (days === 1) return `昨天 ${time}`;
  if (days === -1) return `明天 ${time}`;
  const { month, day, year } = read(moment);
  return read(now).year === year ? `${month}月${day}日 ${time}` : `${year}年${month}月${day}日 ${time}`;
}

/** As a list of chats shows it: the time of today, else the day. */
export function listTime(moment, now) {
  const full = chatTime(moment, now);
  return full.includes(" ") ? full.split(" ")[0] : full;
}

/** "还有 25 分钟", "已过 2 小时". */
export function distance(moment, now) {
  const minutes = Math.round((moment - now) / 60_000);
  const ahead = Math.abs(minutes);
  const length = ahead < 1 ? "不到 1 分钟" : ahead < 60 ? `${ahead} 分钟` : ahead < 1440 ? hours(ahead) : `${Math.floor(ahead / 1440)} 天`;
  return minutes >= 0 ? `还有 ${length}` : `已过 ${length}`;
}

function hours(minutes) {
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} 小时${rest ? ` ${rest} 分` : ""}`;
}
