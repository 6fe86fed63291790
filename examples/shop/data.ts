/** What the shop sells. Prices are set for each country, not converted. */
import type { Translated } from "./locales.ts";
import type { Prices } from "./money.ts";

export type CategorySlug = "spice" | "tea" | "table";

export interface Category {
  readonly slug: CategorySlug;
  readonly name: Translated;
  readonly intro: Translated;
}


export interface Product {
  readonly slug: string;
  readonly sku: string;
  readonly category: CategorySlug;
  readonly name: Translated;
  /** The size, under the name. */
  readonly size: Translated;
  readonly summary: Translated;
  readonly description: Translated;
  readonly origin: Translated;
  /** How to use it, or how to care for it. */
  readonly use: Translated;
  readonly prices: Prices;
  /** The price before, where there was another. */
  readonly before?: Prices;
  readonly rating: { readonly value: number; readonly count: number };
  readonly review: { readonly by: Translated; readonly text: Translated; readonly on: string };
  readonly stock: number;
  readonly picture: { readonly main: Translated; readonly detail: Translated };
}

export const CATEGORIES: readonly Category[] = [
  {
    slug: "spice",
    name: { en: "Saffron & spice", fa: "زعفران و ادویه", ar: "الزعفران والتوابل" },
    intro: {
      en: "This autumn’s saffron from Qaen, and the small jars that Persian cooks reach for first.",
      fa: "زعفران امسال قائنات و چاشنی‌هایی که هر آشپز ایرانی همیشه دم دست دارد.",
      ar: "زعفران هذا الخريف من قائن، والتوابل التي لا يستغني عنها المطبخ.",
    },
  },
  {
    slug: "tea",
    name: { en: "Tea & infusions", fa: "چای و دمنوش", ar: "الشاي والأعشاب" },
    intro: {
      en: "Spring-picked black tea from the Caspian hills, and flowers dried whole in the shade.",
      fa: "چای بهارهٔ لاهیجان و گل‌هایی که درسته و در سایه خشک شده‌اند.",
      ar: "شاي الربيع الأسود من تلال لاهيجان، وأزهار جُفِّفت كاملة في الظل.",
    },
  },
  {
    slug: "table",
    name: { en: "For the table", fa: "برای سفره", ar: "للمائدة" },
    intro: {
      en: "Bowls, plates, glasses and brass from workshops that we visit ourselves.",
      fa: "کاسه، بشقاب، استکان و برنج از کارگاه‌هایی که خودمان به آن‌ها سر می‌زنیم.",
      ar: "أوانٍ وصحون وكؤوس ونحاس من ورش نزورها بأنفسنا.",
    },
  },
];

export const PRODUCTS: readonly Product[] = [
  {
    slug: "saffron-negin",
    sku: "SRV-101",
    category: "spice",
    name: { en: "Negin saffron", fa: "زعفران نگین", ar: "زعفران نقين" },
    size: { en: "4.6 g tin", fa: "قوطی یک مثقالی (۴٫۶ گرم)", ar: "علبة ٤٫٦ غرام" },
    summary: {
      en: "Long, unbroken crimson stigmas, picked at dawn in Qaen.",
      fa: "کلاله‌های بلند و یک‌دست، چیده‌شده پیش از طلوع در قائنات.",
      ar: "مياسم قرمزية طويلة كاملة، قُطفت فجرًا في قائن.",
    },
    description: {
      en: "Negin is the top of the harvest: only the red tips, cut long and dried slowly over low heat. A pinch of twelve threads colours rice for four and smells of honey and hay.",
      fa: "نگین گل سرسبد برداشت است: فقط سر قرمز کلاله که بلند چیده و با حرارت ملایم خشک شده است. دوازده پر از آن برنج چهار نفر را رنگ می‌اندازد و عطری گرم و عسلی دارد.",
      ar: "النقين صفوة المحصول: أطراف حمراء فقط، تُقصّ طويلة وتُجفَّف على نار هادئة. اثنتا عشرة شعرة منه تكفي لأرز أربعة أشخاص، برائحة دافئة كالعسل.",
    },
    origin: { en: "Qaen, South Khorasan; autumn 2026", fa: "قائنات، خراسان جنوبی؛ پاییز ۱۴۰۵", ar: "قائن، خراسان الجنوبية؛ خريف ٢٠٢٦" },
    use: {
      en: "Grind with a little sugar, steep in three spoons of hot water for twenty minutes.",
      fa: "با کمی شکر بسایید و بیست دقیقه در سه قاشق آب داغ دم کنید.",
      ar: "اطحنه مع قليل من السكر، ثم انقعه عشرين دقيقة في ثلاث ملاعق ماء ساخن.",
    },
    prices: { en: 4200, fa: 1_980_000, ar: 15900 },
    before: { en: 4800, fa: 2_250_000, ar: 17900 },
    rating: { value: 4.9, count: 312 },
    review: {
      by: { en: "Hannah W.", fa: "مریم رضایی", ar: "نورة العتيبي" },
      text: {
        en: "The colour came out of four threads. I did not know saffron could smell like this.",
        fa: "با چهار پر، رنگش کامل درآمد. عطرش همان زعفران خانهٔ مادربزرگ است.",
        ar: "أربع شعرات تكفي لونًا كاملًا، ورائحته تملأ المطبخ.",
      },
      on: "2026-10-28",
    },
    stock: 46,
    picture: {
      main: { en: "An open tin heaped with saffron threads, its lid beside it", fa: "قوطی باز پر از رشته‌های زعفران و درِ آن در کنارش", ar: "علبة مفتوحة ممتلئة بخيوط الزعفران وغطاؤها بجانبها" },
      detail: { en: "Saffron threads, close up", fa: "رشته‌های زعفران از نزدیک", ar: "خيوط الزعفران عن قرب" },
    },
  },
  {
    slug: "saffron-sargol",
    sku: "SRV-102",
    category: "spice",
    name: { en: "Sargol saffron", fa: "زعفران سرگل", ar: "زعفران سرقل" },
    size: { en: "2 g jar", fa: "شیشهٔ ۲ گرمی", ar: "برطمان ٢ غرام" },
    summary: {
      en: "All red, a little shorter, for every day.",
      fa: "تمام‌قرمز و کمی کوتاه‌تر، برای هر روز.",
      ar: "أحمر خالص، أقصر قليلًا، لكل يوم.",
    },
    description: {
      en: "The same fields as our Negin, sorted for strength rather than length. It comes in a corked jar that keeps it dry on the shelf.",
      fa: "از همان مزرعه‌های نگین، دست‌چین‌شده برای قوت رنگ و نه بلندی. در شیشهٔ چوب‌پنبه‌ای می‌آید که آن را خشک نگه می‌دارد.",
      ar: "من حقول النقين نفسها، يُفرز لقوة لونه لا لطوله. يأتي في برطمان بسدادة فلين تحفظه جافًا.",
    },
    origin: { en: "Qaen, South Khorasan; autumn 2026", fa: "قائنات، خراسان جنوبی؛ پاییز ۱۴۰۵", ar: "قائن، خراسان الجنوبية؛ خريف ٢٠٢٦" },
    use: {
      en: "Bloom over an ice cube for the deepest colour.",
      fa: "برای رنگ بیشتر، ساییدهٔ آن را روی یک تکه یخ دم کنید.",
      ar: "انثره مطحونًا على مكعب ثلج ليعطي أعمق لون.",
    },
    prices: { en: 1900, fa: 840_000, ar: 7200 },
    rating: { value: 4.8, count: 188 },
    review: {
      by: { en: "Tomás R.", fa: "کاوه شریفی", ar: "سارة القحطاني" },
      text: {
        en: "My everyday jar. Rice, tea, even shortbread.",
        fa: "شیشهٔ هرروزهٔ خانهٔ ماست؛ برنج، چای و حتی شیرینی.",
        ar: "لا يفارق مطبخي: للأرز والقهوة وحتى الحلويات.",
      },
      on: "2026-10-11",
    },
    stock: 83,
    picture: {
      main: { en: "A corked glass jar half full of saffron", fa: "شیشهٔ چوب‌پنبه‌دار نیمه‌پر از زعفران", ar: "برطمان زجاجي بسدادة فلين نصفه زعفران" },
      detail: { en: "Short saffron threads, close up", fa: "زعفران سرگل از نزدیک", ar: "زعفران سرقل عن قرب" },
    },
  },
  {
    slug: "barberries",
    sku: "SRV-103",
    category: "spice",
    name: { en: "Puffed barberries", fa: "زرشک پفکی", ar: "برباريس (زرشك)" },
    size: { en: "250 g", fa: "۲۵۰ گرم", ar: "٢٥٠ غرامًا" },
    summary: {
      en: "Tart, ruby red, dried on the branch.",
      fa: "ترش، یاقوتی و خشک‌شده روی شاخه.",
      ar: "حامض، ياقوتي، مجفف على الغصن.",
    },
    description: {
      en: "Hung in barns until the wind has dried them, so every berry stays round. Fry for one minute in butter with a little sugar and scatter over rice.",
      fa: "شاخه‌ها در انبار آویزان می‌مانند تا باد خشکشان کند و دانه‌ها پُر و گرد بمانند. یک دقیقه با کره و کمی شکر تفت بدهید و روی برنج بریزید.",
      ar: "تُعلَّق الأغصان حتى تجففها الريح فتبقى الحبات مستديرة. قلّبها دقيقة في الزبدة مع قليل من السكر وانثرها على الأرز.",
    },
    origin: { en: "Birjand, South Khorasan", fa: "بیرجند، خراسان جنوبی", ar: "بيرجند، خراسان الجنوبية" },
    use: { en: "Keep in the freezer: the colour lasts a year.", fa: "در فریزر نگه دارید؛ رنگش تا یک سال می‌ماند.", ar: "احفظه في المجمّد ليبقى لونه سنة كاملة." },
    prices: { en: 1100, fa: 320_000, ar: 3900 },
    rating: { value: 4.7, count: 141 },
    review: {
      by: { en: "Priya N.", fa: "زهرا کریمی", ar: "ريم الشمري" },
      text: { en: "Clean, no stems, beautifully sour.", fa: "تمیز و بدون چوب؛ ترشی‌اش هم به‌اندازه است.", ar: "نظيف وبلا أعواد، وحموضته موزونة." },
      on: "2026-09-30",
    },
    stock: 120,
    picture: {
      main: { en: "A wooden bowl of barberries", fa: "کاسهٔ چوبی پر از زرشک", ar: "وعاء خشبي مليء بالبرباريس" },
      detail: { en: "Barberries, close up", fa: "زرشک از نزدیک", ar: "البرباريس عن قرب" },
    },
  },
  {
    slug: "advieh",
    sku: "SRV-104",
    category: "spice",
    name: { en: "Rose advieh", fa: "ادویهٔ پلویی با گل محمدی", ar: "بهارات الأرز بالورد" },
    size: { en: "90 g", fa: "۹۰ گرم", ar: "٩٠ غرامًا" },
    summary: {
      en: "Cinnamon, cardamom, cumin and rose petals for rice.",
      fa: "دارچین، هل، زیره و پر گل محمدی برای پلو.",
      ar: "قرفة وهيل وكمون وبتلات ورد للأرز.",
    },
    description: {
      en: "Ground on Mondays, posted on Tuesdays. Stir a spoon through buttered rice, or rub it on chicken before it goes into the oven.",
      fa: "دوشنبه‌ها آسیاب می‌شود و سه‌شنبه‌ها به پست می‌رود. یک قاشق لای برنج یا روی مرغ، پیش از آن‌که به فر برود.",
      ar: "نطحنها يوم الاثنين ونشحنها يوم الثلاثاء. ملعقة على الأرز، أو على الدجاج قبل دخوله الفرن.",
    },
    origin: { en: "Blended by us; roses from Kashan", fa: "ترکیب خودمان؛ گل از قمصر کاشان", ar: "خلطة متجرنا؛ والورد من كاشان" },
    use: { en: "Best within four months of grinding.", fa: "تا چهار ماه پس از آسیاب بهترین عطر را دارد.", ar: "تُستعمل خلال أربعة أشهر من طحنها." },
    prices: { en: 1250, fa: 265_000, ar: 4500 },
    rating: { value: 4.8, count: 97 },
    review: {
      by: { en: "Amelia K.", fa: "نسرین احمدی", ar: "هند المطيري" },
      text: { en: "I put it on everything now.", fa: "حالا روی همه‌چیز می‌ریزم!", ar: "صرت أضعها على كل شيء!" },
      on: "2026-10-02",
    },
    stock: 34,
    picture: {
      main: { en: "A brass dish with a mound of spice and rose petals", fa: "ظرف برنجی با تلی از ادویه و پر گل", ar: "صحن نحاسي فيه بهارات وبتلات ورد" },
      detail: { en: "Cracked spice and petals, close up", fa: "ادویه و پر گل از نزدیک", ar: "البهارات والبتلات عن قرب" },
    },
  },
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
    origin: { en: "Lahijan, Gilan; spring 2026", fa: "لاهیجان، گیلان؛ بهار ۱۴۰۵", ar: "لاهيجان، جيلان؛ ربيع ٢٠٢٦" },
    use: { en: "Two spoons a pot, ten minutes over steam.", fa: "دو قاشق برای یک قوری، ده دقیقه روی بخار.", ar: "ملعقتان للإبريق، عشر دقائق على البخار." },
    prices: { en: 1600, fa: 385_000, ar: 5500 },
    rating: { value: 4.7, count: 264 },
    review: {
      by: { en: "George L.", fa: "علی مرادی", ar: "عبدالله الحربي" },
      text: { en: "It has replaced the supermarket tin for good.", fa: "بالاخره چای ایرانی‌ای که هم رنگ دارد هم عطر.", ar: "شاي له طعم ولون، وليس لونًا فقط." },
      on: "2026-11-03",
    },
    stock: 71,
    picture: {
      main: { en: "A green tea tin with a heap of rolled leaves", fa: "قوطی سبز چای و کپه‌ای از برگ‌های لوله‌شده", ar: "علبة شاي خضراء وكومة أوراق ملفوفة" },
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
    origin: { en: "Lahijan tea, Guatemalan cardamom", fa: "چای لاهیجان، هل گواتمالا", ar: "شاي لاهيجان وهيل غواتيمالا" },
    use: { en: "Crush one pod more into the pot.", fa: "یک دانه هل دیگر هم در قوری بشکنید.", ar: "أضف حبة هيل أخرى في الإبريق." },
    prices: { en: 1500, fa: 350_000, ar: 5200 },
    rating: { value: 4.6, count: 153 },
    review: {
      by: { en: "Leila B.", fa: "سمیرا نوری", ar: "محمد الدوسري" },
      text: { en: "Smells like my aunt’s living room.", fa: "عطرش تا ته راهرو می‌رود.", ar: "رائحته تسبق الضيافة." },
      on: "2026-10-19",
    },
    stock: 58,
    picture: {
      main: { en: "A paper pouch of tea with cardamom pods", fa: "پاکت کرافت چای با دانه‌های هل", ar: "كيس شاي ورقي مع حبات الهيل" },
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
    use: { en: "A handful a pot; not in pregnancy.", fa: "یک مشت برای هر قوری؛ در بارداری مصرف نشود.", ar: "قبضة لكل إبريق؛ لا تُشرب أثناء الحمل." },
    prices: { en: 1400, fa: 410_000, ar: 4900 },
    rating: { value: 4.5, count: 76 },
    review: {
      by: { en: "Ines M.", fa: "پروین صادقی", ar: "فاطمة الزهراني" },
      text: { en: "The flowers arrive whole. Lovely.", fa: "گل‌ها درسته و خوش‌رنگ رسید.", ar: "وصلت الأزهار كاملة وجميلة." },
      on: "2026-09-12",
    },
    stock: 9,
    picture: {
      main: { en: "A footed glass of dried borage flowers", fa: "جام شیشه‌ای پر از گل گاوزبان", ar: "كأس زجاجي مليء بأزهار لسان الثور" },
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
    use: { en: "Keep closed, away from light.", fa: "درِ ظرف بسته و دور از نور.", ar: "تُحفظ مغلقة بعيدًا عن الضوء." },
    prices: { en: 1300, fa: 290_000, ar: 4600 },
    rating: { value: 4.8, count: 119 },
    review: {
      by: { en: "Claire D.", fa: "الهام قاسمی", ar: "لطيفة السبيعي" },
      text: { en: "I opened the box and the whole room knew.", fa: "در جعبه را که باز کردم، همهٔ خانه فهمیدند.", ar: "فتحت العلبة ففاح البيت كله." },
      on: "2026-08-21",
    },
    stock: 64,
    picture: {
      main: { en: "A cup heaped with pink rosebuds", fa: "فنجانی پر از غنچهٔ گل محمدی", ar: "فنجان مليء ببراعم الورد" },
      detail: { en: "Rosebuds, close up", fa: "غنچه‌ها از نزدیک", ar: "البراعم عن قرب" },
    },
  },
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
    use: { en: "Food safe; wash by hand.", fa: "مناسب خوراک؛ با دست شسته شود.", ar: "آمن للطعام؛ يُغسل باليد." },
    prices: { en: 3800, fa: 680_000, ar: 13500 },
    rating: { value: 4.9, count: 88 },
    review: {
      by: { en: "Jon F.", fa: "بهار توکلی", ar: "أمل الغامدي" },
      text: { en: "Packed like an egg, glows like a pool.", fa: "بسته‌بندی عالی بود و رنگش از عکس قشنگ‌تر است.", ar: "التغليف ممتاز ولونه أجمل من الصورة." },
      on: "2026-10-06",
    },
    stock: 17,
    picture: {
      main: { en: "A turquoise bowl with carved leaves", fa: "کاسهٔ فیروزه‌ای با برگ‌های کنده", ar: "وعاء فيروزي بأوراق منقوشة" },
      detail: { en: "The glaze and its pattern, from above", fa: "لعاب و نقش کاسه از بالا", ar: "التزجيج والنقش من الأعلى" },
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
      text: { en: "She makes breakfast kinder.", fa: "هر صبح با لبخندش بیدار می‌شویم.", ar: "قطعة تبهج السفرة." },
      on: "2026-11-08",
    },
    stock: 12,
    picture: {
      main: { en: "A painted plate with a sun’s face on a stand", fa: "بشقاب نقاشی‌شده با چهرهٔ خورشید روی پایه", ar: "صحن مرسوم عليه وجه الشمس على حامل" },
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
    use: { en: "Hand wash, to keep the gold.", fa: "با دست بشویید تا طلایش بماند.", ar: "تُغسل باليد ليبقى الذهب." },
    prices: { en: 3200, fa: 560_000, ar: 11500 },
    rating: { value: 4.6, count: 204 },
    review: {
      by: { en: "Marta S.", fa: "حسین جعفری", ar: "بدر الرشيدي" },
      text: { en: "All twelve pieces arrived whole.", fa: "هر دوازده تکه سالم رسید.", ar: "وصلت القطع الاثنتا عشرة سليمة." },
      on: "2026-09-25",
    },
    stock: 28,
    picture: {
      main: { en: "Three glasses of tea, from mild to strong", fa: "سه استکان چای از کم‌رنگ تا پررنگ", ar: "ثلاثة كؤوس شاي من الخفيف إلى الثقيل" },
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
    use: { en: "Wipe dry; the patina is yours to keep.", fa: "خشک پاک کنید؛ تیره‌شدنش طبیعی است.", ar: "يُمسح جافًا، وتغيّر لونه طبيعي." },
    prices: { en: 3600, fa: 740_000, ar: 12900 },
    rating: { value: 4.8, count: 59 },
    review: {
      by: { en: "Oliver P.", fa: "شیرین عباسی", ar: "منى البقمي" },
      text: { en: "Sounds like a bell, works like a charm.", fa: "خوش‌دست و خوش‌صدا؛ زعفران را مثل پودر می‌کند.", ar: "صوته كالجرس ويطحن ناعمًا." },
      on: "2026-10-22",
    },
    stock: 0,
    picture: {
      main: { en: "A brass mortar with its pestle", fa: "هاون برنجی با دستهٔ آن", ar: "هاون نحاسي مع مدقّته" },
      detail: { en: "Chased stars on brass, close up", fa: "ستاره‌های قلم‌زده روی برنج", ar: "نجوم منقوشة على النحاس" },
    },
  },
];

/** The shop's own name, alike in Persian and Arabic: سرو is the cypress. */
export const SHOP_NAME: Translated = { en: "Sarv", fa: "سرو", ar: "سرو" };

const bySlug = new Map(PRODUCTS.map((product) => [product.slug, product]));
const bySku = new Map(PRODUCTS.map((product) => [product.sku, product]));

export const productBySlug = (slug: string): Product | undefined => bySlug.get(slug);
export const productBySku = (sku: string): Product | undefined => bySku.get(sku);
export const categoryBySlug = (slug: string): Category | undefined => CATEGORIES.find((category) => category.slug === slug);
