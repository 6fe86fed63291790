/** Teas and infusions. Prices are set for each country, not converted. */
import type { Product } from "../data.ts";

export const TEA: readonly Product[] = [
  {
    slug: "lahijan-tea",
    sku: "SRV-201",
    category: "tea",
    name: { en: "Lahijan spring tea", fa: "چای بهارهٔ لاهیجان", ar: "شاي لاهيجان الربيعي" },
    size: { en: "250 g tin", fa: "قوطی ۲۵۰ گرمی", ar: "علبة ٢٥٠ غرامًا" },
    summary: {
      en: "Whole-leaf black tea: malty, clear, never bitter.",
      fa: "چای سیاه قلم؛ خوش‌رنگ، شفاف و بدون تلخی.",
      ar: "شاي أسود بأوراق كاملة: صافٍ بلا مرارة.",
    },
    description: {
      en: "The first flush of the year from small gardens above Lahijan, rolled by hand. It brews to the colour of a fox and does not need milk.",
      fa: "چین اول سال از باغ‌های کوچک بالادست لاهیجان، مالش‌شده با دست. ده دقیقه روی بخار بماند، رنگش مثل شراب آلبالو می‌شود.",
      ar: "القطفة الأولى من بساتين صغيرة فوق لاهيجان، ملفوفة باليد. لونه كهرماني داكن ولا يحتاج إلى حليب.",
    },
    origin: {
      en: "Lahijan, Gilan; spring 2026",
      fa: "لاهیجان، گیلان؛ بهار ۱۴۰۵",
      ar: "لاهيجان، جيلان؛ ربيع ٢٠٢٦",
    },
    use: {
      en: "Two spoons a pot, ten minutes over steam.",
      fa: "دو قاشق برای یک قوری، ده دقیقه روی بخار.",
      ar: "ملعقتان للإبريق، عشر دقائق على البخار.",
    },
    prices: { en: 1600, fa: 385_000, ar: 5500 },
    rating: { value: 4.7, count: 264 },
    review: {
      by: { en: "George L.", fa: "علی مرادی", ar: "عبدالله الحربي" },
      text: {
        en: "It has replaced the supermarket tin for good.",
        fa: "بالاخره چای ایرانی‌ای که هم رنگ دارد هم عطر.",
        ar: "شاي له طعم ولون، وليس لونًا فقط.",
      },
      on: "2026-11-03",
    },
    stock: 71,
    picture: {
      main: {
        en: "A green tea tin with a heap of rolled leaves",
        fa: "قوطی سبز چای و کپه‌ای از برگ‌های لوله‌شده",
        ar: "علبة شاي خضراء وكومة أوراق ملفوفة",
      },
      detail: { en: "Black tea leaves, close up", fa: "برگ‌های چای از نزدیک", ar: "أوراق الشاي عن قرب" },
    },
  },
  {
    slug: "cardamom-tea",
    sku: "SRV-202",
    category: "tea",
    name: { en: "Cardamom tea", fa: "چای هل‌دار", ar: "شاي بالهيل" },
    size: { en: "200 g pouch", fa: "پاکت ۲۰۰ گرمی", ar: "كيس ٢٠٠ غرام" },
    summary: {
      en: "Black tea with whole green pods, cracked as we pack.",
      fa: "چای سیاه با هل سبز درسته که هنگام بسته‌بندی می‌شکنیم.",
      ar: "شاي أسود مع حبات هيل خضراء نكسرها عند التعبئة.",
    },
    description: {
      en: "No flavouring: only pods, at one part in twelve. The guests’ tea in half the houses we know.",
      fa: "بی‌هیچ اسانسی؛ فقط هل، به نسبت یک به دوازده. چای مهمان در نیمی از خانه‌هایی که می‌شناسیم.",
      ar: "بلا نكهات مضافة: هيل فقط بنسبة واحد إلى اثني عشر. شاي الضيوف في كل بيت.",
    },
    origin: {
      en: "Lahijan tea, Guatemalan cardamom",
      fa: "چای لاهیجان، هل گواتمالا",
      ar: "شاي لاهيجان وهيل غواتيمالا",
    },
    use: {
      en: "Crush one pod more into the pot.",
      fa: "یک دانه هل دیگر هم در قوری بشکنید.",
      ar: "أضف حبة هيل أخرى في الإبريق.",
    },
    prices: { en: 1500, fa: 350_000, ar: 5200 },
    rating: { value: 4.6, count: 153 },
    review: {
      by: { en: "Leila B.", fa: "سمیرا نوری", ar: "محمد الدوسري" },
      text: {
        en: "Smells like my aunt’s living room.",
        fa: "عطرش تا ته راهرو می‌رود.",
        ar: "رائحته تسبق الضيافة.",
      },
      on: "2026-10-19",
    },
    stock: 58,
    picture: {
      main: {
        en: "A paper pouch of tea with cardamom pods",
        fa: "پاکت کرافت چای با دانه‌های هل",
        ar: "كيس شاي ورقي مع حبات الهيل",
      },
      detail: { en: "Tea leaves and cardamom, close up", fa: "چای و هل از نزدیک", ar: "الشاي والهيل عن قرب" },
    },
  },
  {
    slug: "borage",
    sku: "SRV-203",
    category: "tea",
    name: { en: "Mountain borage", fa: "گل گاوزبان کوهی", ar: "زهر لسان الثور الجبلي" },
    size: { en: "60 g", fa: "۶۰ گرم", ar: "٦٠ غرامًا" },
    summary: {
      en: "Violet flowers for a quiet evening.",
      fa: "گل‌های بنفش برای یک عصر آرام.",
      ar: "أزهار بنفسجية لمساء هادئ.",
    },
    description: {
      en: "Picked above Eshkevar and dried in the shade, so the violet stays. Brew with a slice of dried lime and watch it turn rose.",
      fa: "از اشکورات گیلان، خشک‌شده در سایه تا رنگ بنفشش بماند. با لیموعمانی دم کنید و ببینید چگونه سرخ می‌شود.",
      ar: "تُقطف من جبال إشكور وتُجفَّف في الظل ليبقى لونها. انقعها مع لومي أسود وشاهدها تتورّد.",
    },
    origin: { en: "Eshkevar, Gilan", fa: "اشکورات، گیلان", ar: "إشكور، جيلان" },
    use: {
      en: "A handful a pot; not in pregnancy.",
      fa: "یک مشت برای هر قوری؛ در بارداری مصرف نشود.",
      ar: "قبضة لكل إبريق؛ لا تُشرب أثناء الحمل.",
    },
    prices: { en: 1400, fa: 410_000, ar: 4900 },
    rating: { value: 4.5, count: 76 },
    review: {
      by: { en: "Ines M.", fa: "پروین صادقی", ar: "فاطمة الزهراني" },
      text: {
        en: "The flowers arrive whole. Lovely.",
        fa: "گل‌ها درسته و خوش‌رنگ رسید.",
        ar: "وصلت الأزهار كاملة وجميلة.",
      },
      on: "2026-09-12",
    },
    stock: 9,
    picture: {
      main: {
        en: "A footed glass of dried borage flowers",
        fa: "جام شیشه‌ای پر از گل گاوزبان",
        ar: "كأس زجاجي مليء بأزهار لسان الثور",
      },
      detail: { en: "Borage flowers, close up", fa: "گل گاوزبان از نزدیک", ar: "أزهار لسان الثور عن قرب" },
    },
  },
  {
    slug: "rosebuds",
    sku: "SRV-204",
    category: "tea",
    name: { en: "Damask rosebuds", fa: "غنچهٔ گل محمدی", ar: "براعم الورد الدمشقي" },
    size: { en: "80 g", fa: "۸۰ گرم", ar: "٨٠ غرامًا" },
    summary: {
      en: "Closed buds from Kashan, for tea, rice and baths.",
      fa: "غنچه‌های بسته از قمصر، برای چای و پلو و شربت.",
      ar: "براعم مغلقة من كاشان، للشاي والأرز والحلويات.",
    },
    description: {
      en: "Gathered before the sun opens them, when the scent is strongest. Two or three in a pot of black tea are enough.",
      fa: "پیش از آن‌که آفتاب بازشان کند چیده می‌شوند، وقتی عطرشان از همیشه بیشتر است. دو سه غنچه در قوری بس است.",
      ar: "تُجمع قبل أن تفتحها الشمس حين يكون عطرها في أوجه. اثنان أو ثلاثة تكفي إبريق شاي.",
    },
    origin: { en: "Qamsar, Kashan; May 2026", fa: "قمصر کاشان؛ اردیبهشت ۱۴۰۵", ar: "قمصر، كاشان؛ مايو ٢٠٢٦" },
    use: {
      en: "Keep closed, away from light.",
      fa: "درِ ظرف بسته و دور از نور.",
      ar: "تُحفظ مغلقة بعيدًا عن الضوء.",
    },
    prices: { en: 1300, fa: 290_000, ar: 4600 },
    rating: { value: 4.8, count: 119 },
    review: {
      by: { en: "Claire D.", fa: "الهام قاسمی", ar: "لطيفة السبيعي" },
      text: {
        en: "I opened the box and the whole room knew.",
        fa: "در جعبه را که باز کردم، همهٔ خانه فهمیدند.",
        ar: "فتحت العلبة ففاح البيت كله.",
      },
      on: "2026-08-21",
    },
    stock: 64,
    picture: {
      main: {
        en: "A cup heaped with pink rosebuds",
        fa: "فنجانی پر از غنچهٔ گل محمدی",
        ar: "فنجان مليء ببراعم الورد",
      },
      detail: { en: "Rosebuds, close up", fa: "غنچه‌ها از نزدیک", ar: "البراعم عن قرب" },
    },
  },
];
