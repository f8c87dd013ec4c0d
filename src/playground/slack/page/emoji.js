// Slack's short names for the emoji that bots like; others stay as they were typed.
const NAMES =
  'white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️ ' +
  'rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 stop_sign 🛑 construction 🚧 hourglass ⌛ ' +
  'hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ clock1 🕐 clock3 🕒 arrows_counterclockwise 🔄 ' +
  'repeat 🔁 recycle ♻️ large_green_circle 🟢 green_circle 🟢 large_yellow_circle 🟡 yellow_circle 🟡 ' +
  'large_orange_circle 🟠 red_circle 🔴 large_blue_circle 🔵 blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ ' +
  'black_circle ⚫ large_green_square 🟩 large_red_square 🟥 large_yellow_square 🟨 green_heart 💚 heart ❤️ tada 🎉 ' +
  'rocket 🚀 sparkles ✨ star ⭐ fire 🔥 bug 🐛 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ robot_face 🤖 eyes 👀 ' +
  'thumbsup 👍 +1 👍 thumbsdown 👎 -1 👎 wave 👋 raised_hand ✋ hand ✋ raising_hand 🙋 point_right 👉 pray 🙏 clap 👏 ' +
  'muscle 💪 thinking_face 🤔 zzz 💤 mute 🔇 speaker 🔈 sound 🔉 loud_sound 🔊 bell 🔔 no_bell 🔕 mega 📣 ' +
  'loudspeaker 📢 phone ☎️ pager 📟 sos 🆘 lock 🔒 unlock 🔓 key 🔑 shield 🛡️ mag 🔍 link 🔗 paperclip 📎 memo 📝 ' +
  'pencil ✏️ pencil2 ✏️ page_facing_up 📄 clipboard 📋 bar_chart 📊 chart_with_upwards_trend 📈 package 📦 ' +
  'truck 🚚 seedling 🌱 herb 🌿 twisted_rightwards_arrows 🔀 fast_forward ⏩ arrow_forward ▶️ ' +
  'black_square_for_stop ⏹️ double_vertical_bar ⏸️ pause_button ⏸️ play_or_pause_button ⏯️ arrow_right ➡️ ' +
  'arrow_up ⬆️ arrow_down ⬇️ information_source ℹ️ question ❓ exclamation ❗ bulb 💡 checkered_flag 🏁 ' +
  'triangular_flag_on_post 🚩 test_tube 🧪 microscope 🔬 whale 🐳 cloud ☁️ zap ⚡ coffee ☕ moneybag 💰 dollar 💵 ' +
  'bust_in_silhouette 👤 busts_in_silhouette 👥 slightly_smiling_face 🙂 smile 😄 sweat_smile 😅 cry 😢 100 💯 ' +
  'spiral_note_pad 🗒️ file_folder 📁 broken_heart 💔 heavy_minus_sign ➖ heavy_plus_sign ➕ small_red_triangle 🔺 ' +
  'vertical_traffic_light 🚦 traffic_light 🚥 broom 🧹 ghost 👻 skull 💀 handshake 🤝 inbox_tray 📥 outbox_tray 📤';

const TABLE = new Map();
const words = NAMES.split(' ');
for (let index = 0; index + 1 < words.length; index += 2) TABLE.set(words[index], words[index + 1]);

export function emoji(name) {
  return TABLE.get(name) ?? `:${name}:`;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => TABLE.get(name) ?? whole);
}
