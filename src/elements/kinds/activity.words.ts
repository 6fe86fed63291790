export const ACTIVITY_WORDS = {
  views_hour: {
    en: "{count, plural, one {Viewed once in the last hour} other {Viewed # times in the last hour}}",
    fa: "{count} بازدید در یک ساعت گذشته",
    ar: "{count, plural, one {مشاهدة واحدة في الساعة الماضية} two {مشاهدتان في الساعة الماضية} few {# مشاهدات في الساعة الماضية} many {# مشاهدة في الساعة الماضية} other {# مشاهدة في الساعة الماضية}}",
  },
  views_day: {
    en: "{count, plural, one {Viewed once in the last 24 hours} other {Viewed # times in the last 24 hours}}",
    fa: "{count} بازدید در ۲۴ ساعت گذشته",
    ar: "{count, plural, one {مشاهدة واحدة في آخر 24 ساعة} two {مشاهدتان في آخر 24 ساعة} few {# مشاهدات في آخر 24 ساعة} many {# مشاهدة في آخر 24 ساعة} other {# مشاهدة في آخر 24 ساعة}}",
  },
  bought_today: {
    en: "{count, plural, one {Ordered once today} other {Ordered # times today}}",
    fa: "امروز {count} بار سفارش داده شد",
    ar: "{count, plural, one {طُلب اليوم مرة واحدة} two {طُلب اليوم مرتين} few {طُلب اليوم # مرات} many {طُلب اليوم # مرة} other {طُلب اليوم # مرة}}",
  },
} as const;
