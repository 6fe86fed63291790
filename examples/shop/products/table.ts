/** Ceramics, glass and brass. Prices are set for each country, not converted. */
import type { Product } from "../data.ts";

export const TABLE: readonly Product[] = [
  {
    slug: "turquoise-bowl",
    sku: "SRV-301",
    category: "table",
    name: { en: "Turquoise bowl", fa: "کاسهٔ فیروزه‌ای لالجین", ar: "وعاء فيروزي" },
    size: { en: "28 cm", fa: "قطر ۲۸ سانتی‌متر", ar: "قطر ٢٨ سم" },
    summary: {
      en: "Thrown in Lalejin, glazed in the blue of domes.",
      fa: "ساختهٔ دست در لالجین، با لعاب فیروزه‌ای گنبدها.",
      ar: "مصنوع يدويًا في لالجين بلون القباب.",
    },
    description: {
      en: "Each bowl is thrown, carved and dipped by one family, and each crackles its own way in the kiln. For salad, fruit, or nothing at all.",
      fa: "هر کاسه را یک خانواده می‌چرخاند، می‌تراشد و لعاب می‌دهد و هرکدام در کوره ترک‌های خودش را می‌گیرد. برای سالاد، میوه یا هیچ.",
      ar: "كل وعاء تصنعه عائلة واحدة خراطةً ونقشًا وتزجيجًا، ولكل منه تشققه في الفرن. للسلطة أو الفاكهة، أو للزينة.",
    },
    origin: { en: "Lalejin, Hamadan", fa: "لالجین، همدان", ar: "لالجين، همدان" },
    use: {
      en: "Food safe; wash by hand.",
      fa: "مناسب خوراک؛ با دست شسته شود.",
      ar: "آمن للطعام؛ يُغسل باليد.",
    },
    prices: { en: 3800, fa: 680_000, ar: 13500 },
    rating: { value: 4.9, count: 88 },
    review: {
      by: { en: "Jon F.", fa: "بهار توکلی", ar: "أمل الغامدي" },
      text: {
        en: "Packed like an egg, glows like a pool.",
        fa: "بسته‌بندی عالی بود و رنگش از عکس قشنگ‌تر است.",
        ar: "التغليف ممتاز ولونه أجمل من الصورة.",
      },
      on: "2026-10-06",
    },
    stock: 17,
    picture: {
      main: {
        en: "A turquoise bowl with carved leaves",
        fa: "کاسهٔ فیروزه‌ای با برگ‌های کنده",
        ar: "وعاء فيروزي بأوراق منقوشة",
      },
      detail: {
        en: "The glaze and its pattern, from above",
        fa: "لعاب و نقش کاسه از بالا",
        ar: "التزجيج والنقش من الأعلى",
      },
    },
  },
  {
    slug: "sun-plate",
    sku: "SRV-302",
    category: "table",
    name: { en: "Lady Sun plate", fa: "بشقاب خورشیدخانم میبد", ar: "صحن سيدة الشمس" },
    size: { en: "25 cm", fa: "قطر ۲۵ سانتی‌متر", ar: "قطر ٢٥ سم" },
    summary: {
      en: "The smiling sun that Meybod has painted for centuries.",
      fa: "خورشیدخانمی که سفالگران میبد قرن‌هاست می‌کشند.",
      ar: "الشمس الباسمة التي ترسمها ميبد منذ قرون.",
    },
    description: {
      en: "Painted with a cat-hair brush in cobalt and ochre, under a clear glaze. It hangs on a wall as well as it serves baklava.",
      fa: "با قلم‌موی گربه‌ای، لاجورد و اخرا زیر لعاب شفاف. هم روی دیوار می‌نشیند و هم زیر باقلوا.",
      ar: "مرسوم بفرشاة دقيقة بالكوبالت والمغرة تحت تزجيج شفاف. جميل على الجدار كما هو تحت البقلاوة.",
    },
    origin: { en: "Meybod, Yazd", fa: "میبد، یزد", ar: "ميبد، يزد" },
    use: { en: "Not for the microwave.", fa: "در مایکروویو نگذارید.", ar: "لا يصلح للميكروويف." },
    prices: { en: 4600, fa: 890_000, ar: 16500 },
    rating: { value: 4.9, count: 131 },
    review: {
      by: { en: "Ruth A.", fa: "امیر یوسفی", ar: "خالد العنزي" },
      text: {
        en: "She makes breakfast kinder.",
        fa: "هر صبح با لبخندش بیدار می‌شویم.",
        ar: "قطعة تبهج السفرة.",
      },
      on: "2026-11-08",
    },
    stock: 12,
    picture: {
      main: {
        en: "A painted plate with a sun’s face on a stand",
        fa: "بشقاب نقاشی‌شده با چهرهٔ خورشید روی پایه",
        ar: "صحن مرسوم عليه وجه الشمس على حامل",
      },
      detail: { en: "The painted face, close up", fa: "چهرهٔ خورشید از نزدیک", ar: "وجه الشمس عن قرب" },
    },
  },
  {
    slug: "estekan",
    sku: "SRV-303",
    category: "table",
    name: { en: "Estekan glasses", fa: "استکان کمرباریک", ar: "استكانات الشاي" },
    size: { en: "Set of six, with saucers", fa: "شش‌تایی با نعلبکی", ar: "طقم ستة مع الصحون" },
    summary: {
      en: "Slim-waisted, gold-rimmed, made to show the colour of tea.",
      fa: "لب‌طلایی و کمرباریک، برای دیدن رنگ چای.",
      ar: "بخصر نحيل وحافة ذهبية تُظهر لون الشاي.",
    },
    description: {
      en: "The waist keeps the heat below and the rim cool enough to hold. Six glasses and six saucers in a box that is worth keeping.",
      fa: "کمر باریک گرما را پایین نگه می‌دارد و لبه آن‌قدر خنک می‌ماند که در دست بگیرید. شش استکان و شش نعلبکی در جعبه‌ای ماندنی.",
      ar: "الخصر يحفظ الحرارة في الأسفل وتبقى الحافة باردة. ستة كؤوس وستة صحون في علبة أنيقة.",
    },
    origin: { en: "Blown in Tehran", fa: "ساخت تهران", ar: "صناعة طهران" },
    use: {
      en: "Hand wash, to keep the gold.",
      fa: "با دست بشویید تا طلایش بماند.",
      ar: "تُغسل باليد ليبقى الذهب.",
    },
    prices: { en: 3200, fa: 560_000, ar: 11500 },
    rating: { value: 4.6, count: 204 },
    review: {
      by: { en: "Marta S.", fa: "حسین جعفری", ar: "بدر الرشيدي" },
      text: {
        en: "All twelve pieces arrived whole.",
        fa: "هر دوازده تکه سالم رسید.",
        ar: "وصلت القطع الاثنتا عشرة سليمة.",
      },
      on: "2026-09-25",
    },
    stock: 28,
    picture: {
      main: {
        en: "Three glasses of tea, from mild to strong",
        fa: "سه استکان چای از کم‌رنگ تا پررنگ",
        ar: "ثلاثة كؤوس شاي من الخفيف إلى الثقيل",
      },
      detail: { en: "One glass, close up", fa: "یک استکان از نزدیک", ar: "كأس عن قرب" },
    },
  },
  {
    slug: "brass-mortar",
    sku: "SRV-304",
    category: "table",
    name: { en: "Saffron mortar", fa: "هاون برنجی زعفران", ar: "هاون نحاسي للزعفران" },
    size: { en: "Brass, 9 cm", fa: "برنج، ۹ سانتی‌متر", ar: "نحاس، ٩ سم" },
    summary: {
      en: "Small, heavy, and made for a pinch.",
      fa: "کوچک و سنگین، درست به‌اندازهٔ یک سر انگشت زعفران.",
      ar: "صغير وثقيل، على قدر قرصة زعفران.",
    },
    description: {
      en: "Cast and chased in Isfahan’s bazaar. Its weight does the grinding; its ring tells the house that rice is coming.",
      fa: "ریخته و قلم‌زده در بازار مسگرهای اصفهان. وزنش کار ساییدن را می‌کند و صدایش خبر پلو را به خانه می‌دهد.",
      ar: "مصبوب ومنقوش في سوق أصفهان. ثقله يطحن عنك، ورنينه يبشّر أهل البيت بالأرز.",
    },
    origin: { en: "Isfahan", fa: "اصفهان", ar: "أصفهان" },
    use: {
      en: "Wipe dry; the patina is yours to keep.",
      fa: "خشک پاک کنید؛ تیره‌شدنش طبیعی است.",
      ar: "يُمسح جافًا، وتغيّر لونه طبيعي.",
    },
    prices: { en: 3600, fa: 740_000, ar: 12900 },
    rating: { value: 4.8, count: 59 },
    review: {
      by: { en: "Oliver P.", fa: "شیرین عباسی", ar: "منى البقمي" },
      text: {
        en: "Sounds like a bell, works like a charm.",
        fa: "خوش‌دست و خوش‌صدا؛ زعفران را مثل پودر می‌کند.",
        ar: "صوته كالجرس ويطحن ناعمًا.",
      },
      on: "2026-10-22",
    },
    stock: 0,
    picture: {
      main: { en: "A brass mortar with its pestle", fa: "هاون برنجی با دستهٔ آن", ar: "هاون نحاسي مع مدقّته" },
      detail: {
        en: "Chased stars on brass, close up",
        fa: "ستاره‌های قلم‌زده روی برنج",
        ar: "نجوم منقوشة على النحاس",
      },
    },
  },
];
