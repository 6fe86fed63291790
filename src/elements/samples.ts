/** One element of each kind as an author would write it, in three languages: for the gallery, the picker and tests. */
import type { Fact } from "./live/fill.ts";

export type Sample = { readonly kind: string; readonly [prop: string]: unknown };

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Texts in English, Persian and Arabic. */
function t(en: string, fa: string, ar: string): { en: string; fa: string; ar: string } {
  return { en, fa, ar };
}

const dispatch = { country: "SA", cutoff: "15:00", handlingDays: 0 };
const link = (en: string, fa: string, ar: string, href: string) => ({ text: t(en, fa, ar), href });
const image = {
  src: "https://seal.example/seal.png",
  alt: t("A stoneware teapot", "قوری سفالی", "إبريق شاي خزفي"),
  width: 320,
  height: 240,
};

/** What the page, the shop and our counters know in the gallery. */
export function sampleFacts(nowMs: number): { readonly [name: string]: Fact } {
  const fact = (value: string): Fact => ({ value, atMs: nowMs - 20_000 });
  return {
    "product.name": fact("Akiko 900"),
    "product.price": fact("1234500"),
    "product.currency": fact("IRT"),
    "product.rating": fact("4.6"),
    "product.reviews": fact("103"),
    "product.stock": fact("3"),
    "activity.views_hour": fact("11"),
    "cookie.points": fact("240"),
    "cookie.level": fact("Gold"),
    "cookie.address": fact("1"),
    "cookie.name": fact("Sara"),
  };
}

/** Ends lie ahead of `nowMs`, on the hour, so that pictures of one hour are alike. */
export function samples(nowMs: number): readonly Sample[] {
  const hourMs = Math.ceil(nowMs / 3_600_000) * 3_600_000;
  const evidence = { source: "/materials", at: iso(hourMs - 3 * DAY_MS), maxAgeSeconds: 30 * 86_400 };
  return [
    {
      kind: "guide",
      type: "video",
      title: t("How to choose a teapot", "چگونه قوری مناسب انتخاب کنیم", "كيف تختار إبريق الشاي"),
      description: t(
        "Clay, size and spout: what makes a good brew.",
        "جنس، اندازه و لولهٔ قوری: آنچه چای خوب می‌سازد.",
        "الطين والحجم والفوهة: ما يصنع شايًا جيدًا.",
      ),
      href: "/guides/teapots",
      minutes: 4,
      image,
    },
    {
      kind: "comparison",
      products: [
        { name: t("Stoneware", "سفالی", "خزفي") },
        { name: t("Glass", "شیشه‌ای", "زجاجي"), href: "/products/glass" },
        { name: t("Steel", "استیل", "فولاذي"), href: "/products/steel" },
      ],
      rows: [
        { label: t("Keeps warm", "گرم می‌ماند", "يحفظ الحرارة"), values: [true, false, true] },
        { label: t("Dishwasher", "ماشین ظرف‌شویی", "غسالة الصحون"), values: [true, true, false] },
        {
          label: t("Holds", "گنجایش", "السعة"),
          values: [
            { text: t("900 ml", "۹۰۰ میلی‌لیتر", "900 مل") },
            { text: t("800 ml", "۸۰۰ میلی‌لیتر", "800 مل") },
            { text: t("700 ml", "۷۰۰ میلی‌لیتر", "700 مل") },
          ],
        },
      ],
      evidence,
    },
    {
      kind: "faq",
      items: [
        {
          question: t("Is it safe for the stove?", "آیا روی اجاق می‌توان گذاشت؟", "هل يصلح للموقد؟"),
          answer: t(
            "No. Pour in boiling water; an open flame would crack it.",
            "نه. آب جوش در آن بریزید؛ شعله آن را می‌شکند.",
            "لا. صبّ الماء المغلي فيه؛ فاللهب المباشر يشقّه.",
          ),
        },
        {
          question: t("Can I send it back?", "می‌توانم آن را پس بدهم؟", "هل يمكنني إرجاعه؟"),
          answer: t("Within 30 days, unused.", "تا ۷ روز، استفاده‌نشده.", "خلال 15 يومًا دون استعمال."),
        },
      ],
      firstOpen: true,
    },
    {
      kind: "value_proposition",
      headline: t("Made by hand, made to last", "دست‌ساز و ماندگار", "صناعة يدوية تدوم طويلًا"),
      subline: t(
        "Every piece leaves our workshop checked twice.",
        "هر قطعه پیش از ارسال دو بار بررسی می‌شود.",
        "نفحص كل قطعة مرتين قبل أن تغادر الورشة.",
      ),
      points: [
        t(
          "Free delivery over $50",
          "ارسال رایگان برای خرید بالای ۱ میلیون تومان",
          "توصيل مجاني للطلبات فوق 200 ر.س",
        ),
        t("30 days to return", "۷ روز مهلت بازگشت کالا", "إرجاع خلال 15 يومًا"),
        t("Repairs for life", "تعمیر مادام‌العمر", "صيانة مدى الحياة"),
      ],
      link: link("How we work", "ما چگونه کار می‌کنیم", "كيف نعمل", "/workshop"),
    },
    {
      kind: "trust_badges",
      items: [
        { type: "guarantee", note: t("Two years, no questions", "۲۴ ماه ضمانت", "لمدة سنتين") },
        {
          type: "exchange",
          note: t("Within 30 days", "تا ۷ روز پس از تحویل", "خلال 15 يومًا"),
          link: "/returns",
        },
        {
          type: "secure_payment",
          note: t("3-D Secure cards", "با همهٔ کارت‌های عضو شتاب", "مدى وفيزا وماستركارد"),
        },
        { type: "delivery", note: t("Tracked, 2–3 days", "ارسال به سراسر کشور", "خلال 2 إلى 3 أيام") },
        {
          type: "authorisation",
          label: t("Authorised retailer", "پروانهٔ کسب اینترنتی", "سجل تجاري موثّق"),
          issuer: t("Guild of Ceramics", "اتحادیهٔ کسب‌وکارهای مجازی", "وزارة التجارة"),
          reference: "GC-20441",
          link: "https://register.example/GC-20441",
          expiresAt: iso(hourMs + 200 * DAY_MS),
        },
        {
          type: "seal",
          issuer: "Trust Seal",
          href: "https://seal.example/?id=1&code=abc",
          src: "https://seal.example/seal.png",
          alt: t("Trust seal: check this shop", "نماد اعتماد الکترونیکی", "ختم الثقة: تحقق من المتجر"),
          width: 64,
          height: 64,
        },
      ],
    },
    {
      kind: "countdown",
      endsAt: iso(hourMs + 2 * DAY_MS),
      offerId: "teapot-week",
      label: t("Teapot week ends in", "تا پایان هفتهٔ قوری", "ينتهي أسبوع الأباريق خلال"),
    },
    {
      kind: "price",
      was: { amount: { minor: 1_450_000, currency: "IRT" }, evidence },
      instalments: {
        price: { minor: 1_234_500, currency: "IRT" },
        count: 4,
        amount: { minor: 321_000, currency: "IRT" },
        fee: { minor: 49_500, currency: "IRT" },
        total: { minor: 1_284_000, currency: "IRT" },
        provider: t("SplitPay", "اسپلیت‌پی", "سبليت باي"),
      },
      note: t("All taxes included", "با احتساب مالیات", "شامل ضريبة القيمة المضافة"),
    },
    {
      kind: "delivery",
      dispatch,
      methods: [
        {
          name: t("Courier", "پیک", "مندوب"),
          cost: { minor: 2500, currency: "SAR" },
          transit: { least: 1, most: 1 },
          condition: t("In Riyadh only", "فقط در ریاض", "في الرياض فقط"),
        },
        { name: t("Post", "پست پیشتاز", "البريد"), transit: { least: 2, most: 4 }, icon: "package" },
      ],
    },
    { kind: "delivery_cutoff", dispatch, transit: { least: 1, most: 1 } },
    { kind: "rating", link: "#reviews" },
    {
      kind: "reviews",
      items: [
        {
          quote: t(
            "Pours without a drip, and the lid stays put.",
            "بدون چکه می‌ریزد و درش سر جایش می‌ماند.",
            "يصبّ دون تنقيط، وغطاؤه ثابت.",
          ),
          author: t("Maryam K.", "مریم ک.", "مريم ك."),
          at: iso(hourMs - 20 * DAY_MS),
          source: "/reviews/1",
          rating: 5,
          verified: true,
        },
        {
          quote: t(
            "Smaller than I thought, still lovely.",
            "کوچک‌تر از تصورم بود، ولی زیباست.",
            "أصغر مما ظننت، لكنه جميل.",
          ),
          author: t("Omar A.", "عمر ا.", "عمر أ."),
          at: iso(hourMs - 41 * DAY_MS),
          source: "/reviews/2",
          rating: 4,
          verified: false,
        },
      ],
      link: "/reviews",
    },
    { kind: "activity" },
    { kind: "stock" },
    {
      kind: "payment_options",
      items: [
        { type: "card", note: t("All debit and credit cards", "همهٔ کارت‌های شتاب", "مدى وفيزا وماستركارد") },
        {
          type: "cash_on_delivery",
          cost: { minor: 1500, currency: "SAR" },
          place: t("Riyadh and Jeddah", "ریاض و جده", "الرياض وجدة"),
        },
        {
          type: "instalments",
          plan: {
            count: 4,
            amount: { minor: 6250, currency: "SAR" },
            total: { minor: 25_000, currency: "SAR" },
            provider: t("SplitPay", "اسپلیت‌پی", "سبليت باي"),
          },
          cost: { minor: 0, currency: "SAR" },
        },
      ],
    },
    {
      kind: "how_to_order",
      link: link("Delivery and returns", "ارسال و بازگشت", "التوصيل والإرجاع", "/shipping"),
    },
    {
      kind: "contact",
      phone: "+982188880000",
      shownPhone: "021-8888 0000",
      hint: t("Mon to Fri, 9 to 17", "شنبه تا چهارشنبه، ۹ تا ۱۷", "من الأحد إلى الخميس، 9 إلى 17"),
      chat: {
        href: "/chat",
        note: t("We answer within minutes", "در چند دقیقه پاسخ می‌دهیم", "نرد خلال دقائق"),
      },
      mail: "hello@shop.example",
    },
    {
      kind: "eco",
      text: t(
        "The box is made of 90 % recycled paper",
        "جعبه از ۹۰ درصد کاغذ بازیافتی ساخته شده است",
        "العلبة مصنوعة من ورق معاد تدويره بنسبة 90 ٪",
      ),
      evidence,
    },
    {
      kind: "social",
      links: [
        { name: "Instagram", href: "https://social.example/teapots" },
        { name: "Telegram", href: "https://chat.example/teapots" },
      ],
      posts: [
        {
          quote: t("My tea hour has a new queen.", "ملکهٔ تازهٔ عصرانه‌های من.", "ملكة جديدة لوقت الشاي."),
          author: "@teatime",
          href: "https://social.example/teatime/1",
        },
      ],
    },
    { kind: "greeting", nameCookie: "name", link: link("Your orders", "سفارش‌های شما", "طلباتك", "/account") },
    {
      kind: "cart_assurance",
      items: [
        {
          type: "delivery",
          note: t("Tuesday, free of charge", "سه‌شنبه، رایگان", "الثلاثاء، مجانًا"),
          link: "/shipping",
        },
        {
          type: "exchange",
          note: t("30 days, postage paid", "تا ۷ روز، هزینه با ما", "خلال 15 يومًا على حسابنا"),
        },
        {
          type: "payment",
          note: t("Card or cash at the door", "کارت یا نقد هنگام تحویل", "بطاقة أو نقدًا عند الباب"),
        },
      ],
      total: { from: "page", maxAgeSeconds: 600 },
    },
    {
      kind: "saved_details",
      cookie: "address",
      link: link("Buy again", "خرید دوباره", "اشترِ مجددًا", "/checkout"),
    },
    {
      kind: "order_status",
      state: "shipped",
      note: t("With the courier since this morning", "از صبح امروز نزد پیک", "لدى المندوب منذ الصباح"),
      tracking: "https://track.example/123",
    },
    {
      kind: "delay_notice",
      description: t(
        "Our kiln was out of order for two days.",
        "کورهٔ ما دو روز از کار افتاده بود.",
        "تعطّل فرننا يومين.",
      ),
      newDate: iso(hourMs + 5 * DAY_MS),
      cancel: "/orders/cancel",
    },
    {
      kind: "usage_tips",
      items: [
        {
          label: t("Warm it first", "نخست آن را گرم کنید", "سخّنه أولًا"),
          note: t(
            "Rinse with hot water before the tea.",
            "پیش از چای با آب داغ بشویید.",
            "اشطفه بماء ساخن قبل الشاي.",
          ),
        },
        { label: t("No soap inside", "درون آن مواد شوینده نریزید", "دون صابون من الداخل") },
      ],
    },
    {
      kind: "support",
      phone: "+966112345678",
      shownPhone: "011 234 5678",
      hint: t("Every day until 22:00", "هر روز تا ساعت ۲۲", "يوميًا حتى 10 مساءً"),
      repair: { href: "/repair", note: t("Two years free", "دو سال رایگان", "سنتان مجانًا") },
      manual: { href: "/manuals/teapot.pdf" },
    },
    {
      kind: "review_request",
      href: "/reviews/new",
      reward: t("5 % off your next order", "۵ درصد تخفیف خرید بعدی", "خصم 5 ٪ على طلبك التالي"),
    },
    {
      kind: "survey",
      surveyId: "after-delivery",
      questions: [
        { event: "csat" },
        {
          event: "nps",
          scale: "0-10",
          question: t("Would you recommend us?", "ما را به دیگران پیشنهاد می‌کنید؟", "هل توصي بنا؟"),
        },
      ],
    },
    {
      kind: "loyalty",
      pointsCookie: "points",
      levelCookie: "level",
      reward: t("100 points are a cup of tea", "۱۰۰ امتیاز یک فنجان چای است", "كل 100 نقطة كوب شاي"),
      link: link("What points bring", "امتیازها چه می‌دهند", "ما فائدة النقاط", "/club"),
    },
    {
      kind: "newsletter",
      description: t(
        "Once a month: new glazes, old recipes.",
        "ماهی یک بار: لعاب‌های تازه، رسم‌های کهن.",
        "مرة كل شهر: طلاءات جديدة ووصفات قديمة.",
      ),
      action: "/newsletter",
      condition: t(
        "You can leave at any time.",
        "هر زمان می‌توانید لغو کنید.",
        "يمكنك إلغاء الاشتراك في أي وقت.",
      ),
      privacy: "/privacy",
    },
    {
      kind: "voucher",
      offerId: "thanks-2026",
      reward: t("10 % off your next order", "۱۰ درصد تخفیف خرید بعدی", "خصم 10 ٪ على طلبك التالي"),
      code: "TEA-10-AGAIN",
      endsAt: iso(hourMs + 30 * DAY_MS),
      minimum: { minor: 10_000, currency: "SAR" },
      link: link("Use it now", "اکنون استفاده کنید", "استخدمه الآن", "/products"),
    },
    {
      kind: "referral",
      friend: { reward: t("10 % off the first order", "۱۰ درصد تخفیف نخستین خرید", "خصم 10 ٪ على أول طلب") },
      you: { reward: t("the same for you", "همان تخفیف", "الخصم نفسه") },
      condition: t("Once a friend, for orders over 100.", "برای هر دوست یک بار.", "مرة واحدة لكل صديق."),
      link: link("Invite a friend", "دعوت از دوست", "ادعُ صديقًا", "/invite"),
    },
    {
      kind: "next_purchase",
      items: [
        {
          name: t("Tea caddy", "جای چای", "علبة شاي"),
          href: "/products/caddy",
          note: t("Keeps 200 g fresh", "برای ۲۰۰ گرم چای", "تحفظ 200 غرام"),
          image,
        },
        { name: t("Two cups", "دو فنجان", "كوبان"), href: "/products/cups", image },
      ],
    },
  ];
}
