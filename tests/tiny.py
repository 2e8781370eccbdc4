"""A world of three states and four goods, small enough to break one cell at a time."""

from __future__ import annotations

from pathlib import Path

from sim.parameters import Parameter
from sim.scenario import Vocabulary

SOURCES = """\
survey_2025: {title: A survey, publisher: An office, date: 2025-03, url: ""}
own: {title: Our assumption, publisher: Us, date: 2026}
"""

PARAMETERS = """\
spot_scarcity:
  description: How strongly unfilled orders lift the spot price.
  unit: log points
  value: 1.46
  low: 1.3
  high: 1.8
  role: uncertainty
  quality: estimated
  source: survey_2025
home_bias:
  description: How much buyers prefer makers at home.
  unit: ratio
  value: 5
  low: 2
  high: 20
  role: uncertainty
  quality: assumed
  source: [own, survey_2025]
  basis: trade shares of 2023
exports_in_may:
  description: What the model is checked against.
  unit: t
  value: 1238
  low: 1238
  high: 1238
  role: target
  quality: reported
  source: survey_2025
"""

CONTROL_LISTS = """\
april_list: {title: April, source: survey_2025, goods: {oxide: 1.0, magnets: 0.8}}
"""

TABLES = {
    "states.csv": """\
state,name,role,gdp_musd,rival,strategy,domestic_first,trend_growth,quality,source
USA,United States,power,100,CHN,hold,0,0.02,reported,survey_2025
CHN,China,power,80,USA,hold,1,0.045,reported,survey_2025
JPN,Japan,ally,20,,bandwagon,0,0.005,assumed,own;survey_2025
""",
    "goods.csv": """\
good,name,stage,unit,base_price_usd,price_unit_shown,transit_months,application_size,military,recyclable,sector,tariff_exempt,rerouting,quality,source
ore,Ore,mine,t,1000,USD/kg,1,100,0,0,minerals,1,1,assumed,own
oxide,Oxide,refine,t,50000,USD/kg,2,10,0,1,minerals,1,1,assumed,own
magnets,Magnets,component,t,60000,USD/kg,1,5,0,0,rest,0,1,assumed,own
vehicles,Vehicles,final,million USD,1000000,million USD,1,1,0,0,cars,0,1,assumed,own
""",
    "sectors.csv": """\
sector,name,headings,quality,source
minerals,Minerals,HS 28,reported,survey_2025
cars,Cars,HS 87,reported,survey_2025
rest,Everything else,all others,reported,survey_2025
""",
    "import_sectors.csv": """\
importer,exporter,sector,share,quality,source
USA,JPN,cars,0.4,reported,survey_2025
USA,JPN,rest,0.6,reported,survey_2025
,,minerals,0.1,assumed,own
,,cars,0.2,assumed,own
,,rest,0.7,assumed,own
""",
    "recipes.csv": """\
output,input,amount,critical,weight,thrift_limit,quality,source
oxide,ore,1.2,1,1,0,assumed,own
magnets,oxide,0.35,1,1,0.1,assumed,own
vehicles,magnets,,1,1,0.3,assumed,own
""",
    "producers.csv": """\
good,state,share,cash_cost_ratio,quality,source,note
ore,CHN,0.7,0.8,reported,survey_2025,a note
ore,USA,0.3,0.9,reported,survey_2025,
oxide,CHN,0.99,0.8,reported,survey_2025,
oxide,JPN,0.013,0.95,reported,survey_2025,
magnets,CHN,0.92,0.8,reported,survey_2025,
magnets,JPN,0.08,0.9,reported,survey_2025,
""",
    "baskets.csv": """\
ore,product,content,low,high,lead,quality,source
ore,oxide,0.3,0.2,0.4,1,assumed,own
""",
    "prospects.csv": """\
good,state,kind,limit,cash_cost_ratio,capex_usd,permit_months,build_months,ramp_months,customers,quality,source
ore,JPN,new_mine,50,1.2,20000,60,36,12,CHN;JPN,assumed,own
oxide,USA,greenfield,400,1.1,60000,24,36,12,USA;JPN,assumed,own
magnets,USA,plant,1000,1.3,80000,6,30,12,USA,assumed,own
""",
    "reserves.csv": """\
good,state,reserves_t,quality,source
ore,CHN,40000,reported,survey_2025
ore,USA,20000,reported,survey_2025
ore,JPN,1000,assumed,own
""",
    "jurisdictions.csv": """\
state,environment_cost,environment_months,know_how,trace_compliance,hub_capacity,policy_risk,quality,source
USA,1.2,36,0.5,0.9,0.05,0,assumed,own
CHN,1,0,1,1,0,0.01,assumed,own
JPN,1.2,24,0.8,0.9,0.05,0,assumed,own
""",
    "industries.csv": """\
good,state,value_added_share,quality,source
vehicles,USA,0.007,assumed,own
vehicles,JPN,0.02,assumed,own
""",
    "input_use.csv": """\
industry,state,input,amount,quality,source
vehicles,USA,magnets,3000,assumed,own
vehicles,JPN,magnets,2000,assumed,own
""",
    "seed_flows.csv": """\
good,exporter,importer,flow,quality,source
ore,USA,CHN,40,assumed,own
""",
    "designs.csv": "output,input,design,thrift_speed,substitute_limit,penalty,quality,source\n",
    "scrap.csv": "good,life_years,past_growth,new_scrap,quality,source\n",
    "chemistries.csv": "output,chemistry,state,share,research_gap,quality,source\n",
    "chemistry_inputs.csv": "output,chemistry,input,amount,quality,source\n",
    "belief_types.csv": """\
type,given,answer,chance,quality,source
soft,climbed,up,0.2,assumed,own
soft,climbed,stayed,0.8,assumed,own
normal,climbed,up,0.6,assumed,own
normal,climbed,stayed,0.4,assumed,own
hard,climbed,up,0.9,assumed,own
hard,climbed,stayed,0.1,assumed,own
""",
    "data_centres.csv": "state,connection_months,grid_room,quality,source\n",
    "jobs.csv": """\
state,industry,thousand_jobs,quality,source
USA,all,160000,reported,survey_2025
CHN,all,740000,reported,survey_2025
JPN,all,68000,reported,survey_2025
USA,vehicles,900,assumed,own
JPN,vehicles,800,assumed,own
""",
    "jobs_per_output.csv": """\
good,state,workers,low,high,quality,source
ore,,0.01,0.005,0.02,assumed,own
oxide,,0.03,0.01,0.06,assumed,own
magnets,,0.15,0.1,0.25,assumed,own
magnets,CHN,0.3,0.1,0.5,assumed,own
""",
    "environment.csv": """\
good,state,emissions,emissions_low,emissions_high,waste,waste_low,waste_high,water,water_low,water_high,quality,source
ore,,2,1,4,20,10,40,30,10,80,assumed,own
oxide,,14,6,25,5,2,20,75,50,200,assumed,own
oxide,CHN,17,8,30,5,2,20,75,50,200,assumed,own
""",
    "trade_2023_musd.csv": """\
exporter,CHN,USA,JPN
USA,5,0,2
JPN,4,3,0
CHN,0,9,6
""",
    "trade_estimates.csv": "exporter,importer,musd,quality,source\n",
    "base_tariffs.csv": """\
importer,exporter,rate,collected,quality,source
USA,CHN,0.208,0.1,reported,survey_2025
""",
    "ladders.csv": """\
state,rung,added_tariff,access,quality,source
USA,0,0,1,assumed,own
USA,1,0.1,0.95,assumed,own
CHN,0,0,1,assumed,own
""",
    "payoff_weights.csv": """\
state,growth,prices,security,relative,politics,alliance,cost,pain,pain_limit,quality,source
USA,1,0.3,0.3,0.2,1,0.2,1,1,0.5,assumed,own
""",
    "authorities.csv": """\
authority,state,order,months_low,months_high,cap,days,renewable,sectors_only,all_partners,ruling_risk,refunds,support,quality,source
IEEPA,USA,1,0,0,,,0,0,0,1,1,1,reported,survey_2025
S301,USA,2,4,12,,1461,1,0,0,0,0,0.6,assumed,own
national,,1,0,0,,,0,0,0,0,0,1,assumed,own
""",
    "political_calendar.csv": """\
state,date,kind,name,weight,quality,source
USA,2026-11-03,election,midterm elections,1,reported,survey_2025
""",
    "crises.csv": """\
crisis,name,state,goods,years_between,months_low,months_high,depth,quality,source
strike,A strike,CHN,ore;oxide,5,1,3,0.5,assumed,own
""",
    "article_claims.csv": """\
id,article,claim,value,unit,low,high,used_by
share,survey_2025,China mines most ore.,70,percent,60,70,producers.csv
threat,survey_2025,A threat was made.,,,,,
""",
}


def write_data(folder: Path) -> Path:
    """Write a complete data folder."""
    (folder / "tables").mkdir(parents=True)
    (folder / "parameters").mkdir()
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "control_lists.yaml").write_text(CONTROL_LISTS)
    (folder / "parameters" / "chain.yaml").write_text(PARAMETERS)
    for name, text in TABLES.items():
        (folder / "tables" / name).write_text(text)
    return folder


def replace(file: Path, old: str, new: str) -> None:
    """Change one place of a file."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def parameter(name: str, value: float, low: float, high: float, role: str = "uncertainty") -> Parameter:
    """Make a parameter with the least that one needs."""
    return Parameter.model_validate(
        {
            "name": name,
            "description": "A number.",
            "unit": "share",
            "value": value,
            "low": low,
            "high": high,
            "role": role,
            "quality": "reported",
            "source": "survey_2025",
        }
    )


VOCABULARY = Vocabulary(
    states={"USA": "United States", "CHN": "China", "JPN": "Japan"},
    goods=("ore", "oxide", "magnets", "vehicles"),
    control_lists=("april_list",),
    parameters={
        "spot_scarcity": parameter("spot_scarcity", 1.46, 1.3, 1.8),
        "exports_in_may": parameter("exports_in_may", 1238, 1238, 1238, role="target"),
    },
    strategies=("hold", "script", "hawk", "reciprocal", "bandwagon"),
    sources=("survey_2025", "own"),
    default_strategy={"USA": "hold", "CHN": "hold", "JPN": "bandwagon"},
    sectors=("minerals", "cars", "rest"),
)
