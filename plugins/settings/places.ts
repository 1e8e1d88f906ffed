/**
 * What people who write Japanese, Chinese or Thai call the places that they are most likely in. Intl knows cities by their English
 * names alone.
 */
export const PLACES: readonly (readonly [zone: string, names: readonly string[]])[] = [
  ['Asia/Tokyo', ['東京', '大阪', '日本', 'โตเกียว', 'ญี่ปุ่น']],
  ['Asia/Taipei', ['台北', '臺北', '台湾', '台灣', '臺灣', 'タイペイ', 'ไทเป', 'ไต้หวัน']],
  ['Asia/Bangkok', ['กรุงเทพ', 'กรุงเทพฯ', 'กรุงเทพมหานคร', 'ไทย', 'ประเทศไทย', 'バンコク', 'タイ', '曼谷', '泰國']],
  ['Asia/Hong_Kong', ['香港', 'ホンコン', 'ฮ่องกง']],
  ['Asia/Shanghai', ['上海', '北京', '中国', '中國', 'เซี่ยงไฮ้', 'ปักกิ่ง', 'จีน']],
  ['Asia/Seoul', ['ソウル', '韓国', '首爾', '韓國', 'โซล', 'เกาหลี']],
  ['Asia/Singapore', ['シンガポール', '新加坡', 'สิงคโปร์']],
  ['Asia/Jakarta', ['ジャカルタ', '雅加達', 'จาการ์ตา']],
  ['Europe/London', ['ロンドン', '倫敦', 'ลอนดอน']],
  ['Europe/Paris', ['パリ', '巴黎', 'ปารีส']],
  ['America/New_York', ['ニューヨーク', '紐約', 'นิวยอร์ก']],
  ['America/Los_Angeles', ['ロサンゼルス', '洛杉磯', 'ลอสแอนเจลิส']],
  ['Pacific/Honolulu', ['ハワイ', 'ホノルル', '夏威夷', 'ฮาวาย']],
  ['Australia/Sydney', ['シドニー', '雪梨', '悉尼', 'ซิดนีย์']],
];
