// Charts: stage coverage, capacity by status and timelines of projects, drawn on canvas by ECharts in both languages.

(() => {
  "use strict";

  const ROW = 36;
  const MOST_ROWS = 40;
  // Okabe and Ito's colours by how far a thing has come; decals tell apart what colour alone does not.
  const LOOKS = {
    running: ["#0072B2", ""], present: ["#0072B2", ""], trial: ["#56B4E9", "dots"], under_construction: ["#009E73", "lines"],
    partial: ["#56B4E9", "dots"], signed: ["#E69F00", "dots"], planned: ["#E69F00", "lines"], mentioned: ["#CC79A7", "dots"],
    suspended: ["#D55E00", "lines"], closed: ["#7a8290", ""], denied: ["#7a8290", "lines"],
  };
  const OTHERS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"];
  const DECALS = {
    dots: {symbol: "circle", symbolSize: 0.5, dashArrayX: 8, dashArrayY: 8},
    lines: {symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4},
    hatch: {symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1, 3], rotation: Math.PI / 4},
  };
  const SYMBOLS = ["circle", "diamond", "rect", "triangle", "roundRect", "arrow", "pin"];
  const charts = [];

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const read = (key) => style.getPropertyValue(key).trim();
    return {ink: read("--ink"), soft: read("--soft"), edge: read("--edge"), line: read("--line"), canvas: read("--canvas"), card: read("--card"), face: getComputedStyle(document.body).fontFamily};
  }

  // What nobody recorded is drawn faint, so that it never looks like a thing on record.
  function look(key, place, colours) {
    if (key === "missing") return {color: colours.canvas, decal: {...DECALS.hatch, color: colours.line}};
    const [color, decal] = LOOKS[key] ?? [OTHERS[place % OTHERS.length], ""];
    return {color, decal: decal ? {...DECALS[decal], color: "rgba(255,255,255,0.55)"} : {symbol: "none"}};
  }

  function common(colours) {
    const text = {color: colours.ink, fontFamily: colours.face};
    return {
      animation: !matchMedia("(prefers-reduced-motion: reduce), print").matches,
      animationDuration: 300,
      textStyle: text,
      legend: {top: 0, left: 0, type: "scroll", itemWidth: 18, textStyle: text, pageTextStyle: text, pageIconColor: colours.ink},
      tooltip: {renderMode: "richText", confine: true, backgroundColor: colours.card, borderColor: colours.edge, textStyle: {...text, width: 300, overflow: "breakAll"}},
    };
  }

  function valueAxis(colours) {
    return {axisLabel: {color: colours.soft}, splitLine: {lineStyle: {color: colours.edge}}, axisLine: {show: false}, axisTick: {show: false}};
  }

  function nameAxis(names, colours, width) {
    return {
      type: "category",
      inverse: true,
      data: names.map((_, place) => place),
      axisLabel: {color: colours.ink, width, lineHeight: 15, overflow: "truncate", interval: 0, formatter: (place) => names[place]},
      axisLine: {lineStyle: {color: colours.edge}},
      axisTick: {show: false},
    };
  }

  function bars(data, colours, width) {
    const unrecorded = (at) => data.series.every((one) => one.values[at] === null);
    const names = data.rows.map((row, at) => site.shorten(site.say(row), 60) + (unrecorded(at) ? `\n(${site.word("blank")})` : ""));
    return {
      xAxis: {type: "value", minInterval: data.unit ? 0 : 1, name: site.shorten(site.say(data.unit), 24), nameLocation: "end", nameTextStyle: {color: colours.soft, align: "right", verticalAlign: "top", padding: [26, 0, 0, 0]}, ...valueAxis(colours)},
      yAxis: nameAxis(names, colours, width),
      series: data.series.map((one, place) => ({
        type: "bar",
        name: site.shorten(site.say(one), 40),
        stack: "all",
        barMaxWidth: 18,
        itemStyle: {...look(one.key, place, colours), borderColor: one.key === "missing" ? colours.edge : colours.card, borderWidth: 1},
        label: {show: true, color: colours.ink, backgroundColor: colours.card, borderRadius: 7, padding: [1, 6], fontSize: 11, formatter: ({value}) => String(value)},
        labelLayout: {hideOverlap: true},
        data: one.values.map((value) => (value ? value : {value, label: {show: false}})),
      })),
      tooltip: {formatter: (at) => `${names[at.dataIndex]}\n${at.seriesName}: ${at.value} ${site.shorten(site.say(data.unit), 40)}`},
    };
  }

  // The middle of the year, month or day that a date names, as the record knows no better.
  function moment(date) {
    const [year, month, day] = date.split("-").map(Number);
    if (day) return Date.UTC(year, month - 1, day, 12);
    return month ? Date.UTC(year, month - 1, 15) : Date.UTC(year, 6, 1);
  }

  function lanes(events) {
    const grouped = Map.groupBy ? Map.groupBy(events, (event) => laneKey(event)) : group(events);
    const first = (lane) => Math.min(...lane.map((event) => moment(event.date)));
    return [...grouped.values()].sort((one, other) => first(one) - first(other));
  }

  function laneKey({name}) {
    return `${name.href ?? ""}\n${name.zh ?? name}`;
  }

  function group(events) {
    const grouped = new Map();
    for (const event of events) grouped.set(laneKey(event), [...(grouped.get(laneKey(event)) ?? []), event]);
    return grouped;
  }

  function points(lane, at) {
    return lane.map((event) => ({value: [moment(event.date), at], event}));
  }

  function timeline(data, colours, width) {
    const rows = lanes(data.events);
    const every = rows.flatMap(points);
    const keys = [...new Set(data.events.map((event) => event.key))];
    const what = (key) => site.shorten(site.say(data.events.find((event) => event.key === key).what), 40);
    const threads = rows.map((lane, at) => points(lane, at).map(({value}) => value).sort((one, other) => one[0] - other[0]));
    return {
      xAxis: {type: "time", boundaryGap: ["4%", "4%"], ...valueAxis(colours), axisLabel: {color: colours.soft, hideOverlap: true, formatter: {year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}"}}},
      yAxis: nameAxis(rows.map((lane) => site.shorten(site.say(lane[0].name), 60)), colours, width),
      series: [
        {
          type: "line", name: "", silent: true, symbol: "none", connectNulls: false, tooltip: {show: false},
          lineStyle: {color: colours.soft, width: 2},
          data: threads.flatMap((thread) => [...thread, [null, null]]),
        },
        ...keys.map((key, place) => ({
          type: "scatter", name: what(key), symbol: SYMBOLS[place % SYMBOLS.length], symbolSize: 13,
          itemStyle: {color: look(key, place, colours).color, borderColor: colours.card, borderWidth: 1.5, opacity: 1},
          data: every.filter((point) => point.event.key === key),
        })),
      ],
      tooltip: {formatter: ({data: {event}}) => `${site.shorten(site.say(event.name), 80)}\n${event.date}: ${site.shorten(site.say(event.what), 80)}`},
    };
  }

  function merged(drawn, colours, rows) {
    const base = common(colours);
    const many = rows > MOST_ROWS;
    const slider = {type: "slider", yAxisIndex: 0, right: 4, width: 16, startValue: 0, endValue: MOST_ROWS - 1, showDetail: false, brushSelect: false};
    return {
      ...base,
      ...drawn,
      tooltip: {...base.tooltip, ...drawn.tooltip},
      legend: {...base.legend, data: drawn.series.map((one) => one.name).filter(Boolean)},
      grid: {top: 36, left: 8, right: many ? 36 : 20, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel"},
      dataZoom: many ? [slider] : [],
    };
  }

  function draw({chart, kind, data}) {
    const colours = theme();
    const width = Math.min(220, chart.getWidth() * 0.34);
    const drawn = kind === "timeline" ? timeline(data, colours, width) : bars(data, colours, width);
    chart.setOption(merged(drawn, colours, drawn.yAxis.data.length), true);
  }

  function rowAt(one, {dataIndex, data}) {
    return data?.event ? data.event.name : one.data.rows[dataIndex];
  }

  function open(figure) {
    const plot = figure.querySelector(".plot");
    const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const kind = figure.dataset.kind;
    const rows = kind === "timeline" ? lanes(data.events).length : data.rows.length;
    if (!rows) return void (plot.hidden = true);
    plot.style.height = `${Math.min(rows, MOST_ROWS) * ROW + 72}px`;
    const one = {chart: echarts.init(plot, null, {renderer: "canvas"}), kind, data};
    one.chart.on("click", (event) => rowAt(one, event)?.href && site.open(rowAt(one, event).href));
    new ResizeObserver(() => (one.chart.resize(), draw(one))).observe(plot);
    charts.push(one);
  }

  document.querySelectorAll("figure.chart").forEach(open);
  const all = () => charts.forEach(draw);
  site.onLanguage(all);
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", all);
})();
