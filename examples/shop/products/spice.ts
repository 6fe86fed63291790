/** Saffron and spice. Prices are set for each country, not converted. */
import type { Product } from "../data.ts";

export const SPICE: readonly Product[] = [
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
    origin: {
      en: "Qaen, South Khorasan; autumn 2026",
      fa: "قائنات، خراسان جنوبی؛ پاییز ۱۴۰۵",
      ar: "قائن، خراسان الجنوبية؛ خريف ٢٠٢٦",
    },
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
      main: {
        en: "An open tin heaped with saffron threads, its lid beside it",
        fa: "قوطی باز پر از رشته‌های زعفران و درِ آن در کنارش",
        ar: "علبة مفتوحة ممتلئة بخيوط الزعفران وغطاؤها بجانبها",
      },
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
    origin: {
      en: "Qaen, South Khorasan; autumn 2026",
      fa: "قائنات، خراسان جنوبی؛ پاییز ۱۴۰۵",
      ar: "قائن، خراسان الجنوبية؛ خريف ٢٠٢٦",
    },
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
      main: {
        en: "A corked glass jar half full of saffron",
        fa: "شیشهٔ چوب‌پنبه‌دار نیمه‌پر از زعفران",
        ar: "برطمان زجاجي بسدادة فلين نصفه زعفران",
      },
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
    use: {
      en: "Keep in the freezer: the colour lasts a year.",
      fa: "در فریزر نگه دارید؛ رنگش تا یک سال می‌ماند.",
      ar: "احفظه في المجمّد ليبقى لونه سنة كاملة.",
    },
    prices: { en: 1100, fa: 320_000, ar: 3900 },
    rating: { value: 4.7, count: 141 },
    review: {
      by: { en: "Priya N.", fa: "زهرا کریمی", ar: "ريم الشمري" },
      text: {
        en: "Clean, no stems, beautifully sour.",
        fa: "تمیز و بدون چوب؛ ترشی‌اش هم به‌اندازه است.",
        ar: "نظيف وبلا أعواد، وحموضته موزونة.",
      },
      on: "2026-09-30",
    },
    stock: 120,
    picture: {
      main: {
        en: "A wooden bowl of barberries",
        fa: "کاسهٔ چوبی پر از زرشک",
        ar: "وعاء خشبي مليء بالبرباريس",
      },
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
    origin: {
      en: "Blended by us; roses from Kashan",
      fa: "ترکیب خودمان؛ گل از قمصر کاشان",
      ar: "خلطة متجرنا؛ والورد من كاشان",
    },
    use: {
      en: "Best within four months of grinding.",
      fa: "تا چهار ماه پس از آسیاب بهترین عطر را دارد.",
      ar: "تُستعمل خلال أربعة أشهر من طحنها.",
    },
    prices: { en: 1250, fa: 265_000, ar: 4500 },
    rating: { value: 4.8, count: 97 },
    review: {
      by: { en: "Amelia K.", fa: "نسرین احمدی", ar: "هند المطيري" },
      text: { en: "I put it on everything now.", fa: "حالا روی همه‌چیز می‌ریزم!", ar: "صرت أضعها على كل شيء!" },
      on: "2026-10-02",
    },
    stock: 34,
    picture: {
      main: {
        en: "A brass dish with a mound of spice and rose petals",
        fa: "ظرف برنجی با تلی از ادویه و پر گل",
        ar: "صحن نحاسي فيه بهارات وبتلات ورد",
      },
      detail: {
        en: "Cracked spice and petals, close up",
        fa: "ادویه و پر گل از نزدیک",
        ar: "البهارات والبتلات عن قرب",
      },
    },
  },
];
