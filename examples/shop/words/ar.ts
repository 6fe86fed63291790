import { LOCALES, number, type Locale } from "../locales.ts";
import type { Words } from "./en.ts";

const locale = LOCALES[2] as Locale;
const rules = new Intl.PluralRules("ar");

interface Forms {
  readonly zero: string;
  readonly one: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
}

/** One and two are the noun alone; from three on the number is said. */
function count(value: number, forms: Forms): string {
  const form = rules.select(value);
  return form === "zero" || form === "one" || form === "two"
    ? forms[form]
    : `${number(locale, value)} ${forms[form]}`;
}

const PRODUCT: Forms = {
  zero: "لا منتجات",
  one: "منتج واحد",
  two: "منتجان",
  few: "منتجات",
  many: "منتجًا",
  other: "منتج",
};
const ITEM: Forms = {
  zero: "لا قطع",
  one: "قطعة واحدة",
  two: "قطعتان",
  few: "قطع",
  many: "قطعة",
  other: "قطعة",
};

export const ar: Words = {
  tagline: "زعفران وشاي وأشياء جميلة للمائدة",
  skip: "انتقل إلى المحتوى",
  menu: "الرئيسية",
  search: "بحث",
  searchHint: "زعفران، وعاء، شاي…",
  language: "اللغة",
  cart: "السلة",
  close: "إغلاق",
  home: "الرئيسية",
  breadcrumb: "موقعك",
  announcement: (amount) => `توصيل مجاني للطلبات فوق ${amount}`,
  heroEyebrow: "وصل محصول ٢٠٢٦",
  heroTitle: "العلبة الفاخرة، تُفتح كل يوم.",
  heroText: "زعفران يُقطف قبل الشروق، وشاي يُلفّ باليد، وأوانٍ من ورش صغيرة. نغلّفها بأنفسنا وتصلك خلال أسبوع.",
  heroAction: "تسوّق الزعفران الجديد",
  heroSecond: "كل ما يلزم المائدة",
  shopBy: "من أين نبدأ؟",
  favourites: "ما يعود إليه زبائننا",
  all: "عرض الكل",
  storyEyebrow: "قائن، الخامسة وعشر دقائق صباحًا",
  storyTitle: "مئة وسبعون زهرة لغرام واحد",
  storyText:
    "تُقطف الأزهار وهي مغلقة لأن الشمس تأخذ عطرها. تُفصل المياسم عند الظهر وتجفّ قبل الليل. نشتري من إحدى عشرة عائلة ونكتب أسبوع القطاف على كل علبة.",
  storyAction: "كيف نشتري",
  promises: [
    ["تُختم يوم وزنها", "أسبوع القطاف مكتوب على كل علبة."],
    ["أربعة عشر يومًا للإرجاع", "للأغذية غير المفتوحة وكل الأواني."],
    ["انكسرت في الطريق؟", "نرسل لك غيرها فورًا."],
  ],
  sort: "الترتيب",
  sorts: { featured: "اختيارنا", price: "الأقل سعرًا", rating: "الأعلى تقييمًا" },
  apply: "تطبيق",
  products: (value) => count(value, PRODUCT),
  items: (value) => count(value, ITEM),
  rating: (value, reviews) => `${value} من ٥، عدد التقييمات ${reviews}`,
  reviews: (reviews) => `التقييمات: ${reviews}`,
  was: "السعر السابق",
  save: (percent) => `وفّر ${percent}٪`,
  quantity: "الكمية",
  addToCart: "أضف إلى السلة",
  soldOut: "نفد؛ يعود في ديسمبر",
  inStock: "متوفر",
  fewLeft: (left) => `الكمية المتبقية: ${left}`,
  origin: "المصدر",
  use: "يحسن أن تعرف",
  size: "الحجم",
  code: "رمز المنتج",
  deliveryTitle: "التوصيل والإرجاع",
  deliveryText: (amount) => `نشحن خلال يوم عمل واحد. التوصيل مجاني فوق ${amount}، ولك أربعة عشر يومًا للإرجاع.`,
  whatTheySay: "آراء المشترين",
  goesWith: "يليق معه",
  picture: (index) => `صورة ${index}`,
  cartTitle: "سلة التسوق",
  cartEmpty: "سلتك فارغة",
  cartEmptyText: "الفنجان جاهز، والشاي على الرف المجاور.",
  goShopping: "اذهب إلى المتجر",
  update: "تحديث",
  remove: "إزالة",
  removeNamed: (name) => `إزالة ${name}`,
  quantityOf: (name) => `كمية ${name}`,
  subtotal: "المجموع الفرعي",
  delivery: "التوصيل",
  free: "مجاني",
  cashFee: "رسوم الدفع عند الاستلام",
  total: "الإجمالي",
  towardsFree: (amount) => `أضف ${amount} ليصبح التوصيل مجانيًا.`,
  freeNow: "التوصيل مجاني لهذا الطلب.",
  checkout: "إتمام الشراء",
  keepShopping: "متابعة التسوق",
  added: (name) => `أضيف «${name}» إلى سلتك`,
  viewCart: "عرض السلة",
  contact: "لمن الطلب؟",
  name: "الاسم الكامل",
  phone: "رقم الجوال",
  phoneHint: "للمندوب فقط، مثل ٠٥٠١٢٣٤٥٦٧",
  email: "البريد الإلكتروني (اختياري)",
  address: "إلى أين نرسله؟",
  city: "المدينة",
  street: "الحي والشارع ورقم المبنى",
  postcode: "العنوان المختصر",
  postcodeHint: "أربعة أحرف وأربعة أرقام، مثل RRRD2929",
  payment: "كيف تودّ الدفع؟",
  card: "بالبطاقة",
  cardText: "مدى وفيزا وماستركارد. هذا متجر تجريبي ولا يُخصم أي مبلغ.",
  cash: "الدفع عند الاستلام",
  cashText: (fee) => `نقدًا أو بجهاز المندوب، برسوم ${fee}؛ في الرياض وجدة والدمام ومكة والمدينة فقط.`,
  placeOrder: "تأكيد الطلب",
  summary: "طلبك",
  arrives: (from, to) => `يصل بين ${from} و${to}`,
  errorTitle: "بقي أن تُكمل ما يلي",
  errors: {
    name: "اكتب اسم المستلم.",
    phone: "رقم الجوال يكون مثل ٠٥٠١٢٣٤٥٦٧.",
    email: "البريد الإلكتروني غير صحيح.",
    city: "اكتب اسم المدينة.",
    street: "اكتب الحي والشارع ورقم المبنى.",
    postcode: "العنوان المختصر أربعة أحرف وأربعة أرقام.",
    payment: "اختر طريقة الدفع.",
    cash: "الدفع عند الاستلام غير متاح في هذه المدينة؛ اختر البطاقة.",
  },
  thanks: (name) => (name === "" ? "شكرًا لك" : `شكرًا لك يا ${name}`),
  thanksText: "وصلنا طلبك، ونزنه ونختمه صباح الغد.",
  orderNumber: "رقم الطلب",
  placedOn: "تاريخ الطلب",
  paidBy: "طريقة الدفع",
  rate: "كيف كانت تجربتك؟",
  orderUnknown: "لا يمكننا عرض هذا الطلب هنا",
  orderUnknownText: "يظهر الطلب في المتصفح الذي سُجّل منه.",
  searchTitle: "بحث",
  searchFor: (query) => `نتائج «${query}»`,
  searchNone: "لا نتائج. جرّب زعفران أو شاي أو وعاء.",
  notFound: "هذه الصفحة ليست على الرف",
  notFoundText: "لعلها نُقلت، أو نفدت منذ زمن.",
  aboutTitle: "من نحن",
  about: [
    "سرو متجر صغير لأختين أرادتا زعفران طفولتهما: كاملًا، من محصول السنة، ومن يد تعرفان صاحبها.",
    "نشتري من إحدى عشرة عائلة في قائن، ومن بستان شاي فوق لاهيجان، ومن خمس ورش. ندفع قبل الحصاد ونكتب أسبوع القطاف على كل علبة.",
    "نغلّف كل شيء في غرفتنا الخلفية. إن انكسر شيء في الطريق، راسلنا ونرسل لك غيره.",
  ],
  shippingTitle: "الشحن والإرجاع",
  shipping: (free, fee, cash) => [
    ["كم يستغرق", "يخرج الطلب خلال يوم عمل ويصل بعد ثلاثة إلى أربعة أيام عمل."],
    ["كم يكلّف", `${fee}، ومجاني للطلبات فوق ${free}. ورسوم الدفع عند الاستلام ${cash}.`],
    ["الإرجاع", "خلال أربعة عشر يومًا من الاستلام للأغذية غير المفتوحة وكل الأواني. ونتحمل الشحن إن كان الخطأ منا."],
    ["إن انكسرت قطعة", "أرسل لنا صورة، وتخرج قطعة جديدة في اليوم التالي."],
  ],
  footerShop: "المتجر",
  footerHelp: "المساعدة",
  footerNote: "متجر تجريبي: لا شيء هنا للبيع.",
  consentTitle: "ملفات الارتباط",
  consentText: "نحفظ سلتك ولغتك في ملفات الارتباط. هل نعدّ الزيارات أيضًا؟",
  consentAll: "نعم",
  consentNecessary: "الضروري فقط",
  consentThanks: "نحفظ اختيارك ستة أشهر.",
};
