"""The same tasks as SQL by hand in DuckDB, with no check at all.

`python by_hand_duckdb.py classify|diff|summarize SURVEY OUT` writes what `by_hand_polars.py`
writes. It trusts its input: a wrong cell ends it or goes unseen. Rows come in any order.
"""

from __future__ import annotations

import csv
import sys

import duckdb

SURVEY = """
CREATE MACRO sure(holds) AS coalesce(holds::INT, 0);
CREATE MACRO possible(holds) AS coalesce(holds::INT, 1);
CREATE MACRO named(holds, name) AS CASE WHEN holds THEN name END;

CREATE VIEW survey AS
SELECT row_number() OVER () AS survey_row, * FROM read_csv(getvariable('survey'), columns = {
    household_id: 'VARCHAR', province: 'VARCHAR', commune: 'VARCHAR', area: 'VARCHAR',
    weight: 'DOUBLE', household_size: 'INT', income_per_capita: 'DOUBLE',
    members_6plus_uninsured: 'INT', members_16_30_without_education: 'INT',
    children_3_15_not_at_level: 'INT', children_under_16_malnourished: 'INT',
    members_without_job_or_contract: 'INT', dependants: 'INT',
    wall: 'VARCHAR', "column": 'VARCHAR', roof: 'VARCHAR', floor_area: 'DOUBLE',
    water_source: 'VARCHAR', toilet: 'VARCHAR', uses_internet: 'BOOLEAN', has_tv: 'BOOLEAN',
    has_radio: 'BOOLEAN', has_desktop: 'BOOLEAN', has_laptop: 'BOOLEAN', has_tablet: 'BOOLEAN',
    has_telephone: 'BOOLEAN', has_smartphone: 'BOOLEAN', house_type: 'VARCHAR', survey_year: 'INT'
});

CREATE VIEW parts AS
SELECT *,
    sure(wall = 'non_durable') + sure("column" = 'non_durable') + sure(roof = 'non_durable')
        AS sure_parts,
    possible(wall = 'non_durable') + possible("column" = 'non_durable')
        + possible(roof = 'non_durable') AS possible_parts
FROM survey;

CREATE VIEW indicators AS
SELECT *,
    members_without_job_or_contract >= 1 AS employment,
    2 * dependants > household_size AS dependency,
    children_under_16_malnourished >= 1 AS nutrition,
    members_6plus_uninsured >= 1 AS health_insurance,
    members_16_30_without_education >= 1 AS adult_education,
    children_3_15_not_at_level >= 1 AS child_schooling,
    CASE
        WHEN sure_parts >= 2 THEN true
        WHEN possible_parts < 2 THEN false
        ELSE house_type IN ('less_permanent', 'simple')
    END AS housing_quality,
    floor_area < 8 * household_size AS housing_area,
    water_source NOT IN ('piped', 'drilled_well', 'protected_dug_well', 'protected_spring', 'rain',
        'bottled') AS water,
    toilet NOT IN ('septic', 'pour_flush', 'ventilated_pit', 'pit_with_seat', 'double_vault')
        AS sanitation,
    NOT uses_internet AS telecom,
    NOT (has_tv OR has_radio OR has_desktop OR has_laptop OR has_tablet OR has_telephone
        OR has_smartphone) AS information_assets,
    -- What the survey does not ask under vn-2016-2020 leaves these unknown, or no.
    NOT (uses_internet OR NULL) AS telecom_2016,
    NOT (has_tv OR has_radio OR has_desktop OR has_laptop OR NULL) AS information_assets_2016
FROM parts;

CREATE VIEW counts AS
SELECT *,
    sure(employment) + sure(dependency) + sure(nutrition) + sure(health_insurance)
        + sure(adult_education) + sure(child_schooling) + sure(housing_quality)
        + sure(housing_area) + sure(water) + sure(sanitation) + sure(telecom)
        + sure(information_assets) AS deprivations,
    possible(employment) + possible(dependency) + possible(nutrition) + possible(health_insurance)
        + possible(adult_education) + possible(child_schooling) + possible(housing_quality)
        + possible(housing_area) + possible(water) + possible(sanitation) + possible(telecom)
        + possible(information_assets) AS most,
    sure(health_insurance) + sure(housing_quality) + sure(housing_area) + sure(water)
        + sure(sanitation) + sure(telecom_2016) + sure(information_assets_2016)
        AS deprivations_2016,
    -- Health care, education of adults and schooling of children are not asked: 3 more.
    3 + possible(health_insurance) + possible(housing_quality) + possible(housing_area)
        + possible(water) + possible(sanitation) + possible(telecom_2016)
        + possible(information_assets_2016) AS most_2016,
    CASE area WHEN 'rural' THEN 1_500_000 ELSE 2_000_000 END AS line,
    CASE area WHEN 'rural' THEN 2_250_000 ELSE 3_000_000 END AS average,
    CASE area WHEN 'rural' THEN 700_000 ELSE 900_000 END AS line_2016,
    CASE area WHEN 'rural' THEN 1_000_000 ELSE 1_300_000 END AS near_line_2016,
    CASE area WHEN 'rural' THEN 1_500_000 ELSE 1_950_000 END AS average_2016
FROM indicators;

CREATE VIEW households AS
SELECT *,
    CASE
        WHEN income_per_capita > line THEN 'non_poor'
        WHEN income_per_capita <= line AND deprivations >= 3 THEN 'poor'
        WHEN income_per_capita <= line AND most < 3 THEN 'near_poor'
        ELSE 'undetermined'
    END AS class,
    CASE
        WHEN income_per_capita > average THEN 'above_average'
        WHEN income_per_capita > line THEN 'average'
        WHEN income_per_capita <= line AND deprivations >= 3 THEN 'income_and_deprivation'
        WHEN income_per_capita <= line AND most < 3 THEN 'near_poor'
    END AS basis,
    CASE
        WHEN income_per_capita IS NULL AND deprivations >= 3 THEN 'poor;non_poor'
        WHEN income_per_capita IS NULL AND most < 3 THEN 'near_poor;non_poor'
        WHEN income_per_capita IS NULL THEN 'poor;near_poor;non_poor'
        WHEN income_per_capita <= line AND deprivations < 3 AND most >= 3 THEN 'poor;near_poor'
    END AS possible_classes,
    CASE
        WHEN income_per_capita > near_line_2016 THEN 'non_poor'
        WHEN income_per_capita <= line_2016 THEN 'poor'
        WHEN income_per_capita <= near_line_2016 AND deprivations_2016 >= 3 THEN 'poor'
        WHEN income_per_capita <= near_line_2016 AND most_2016 < 3 THEN 'near_poor'
        ELSE 'undetermined'
    END AS class_2016,
    CASE
        WHEN income_per_capita > average_2016 THEN 'above_average'
        WHEN income_per_capita > near_line_2016 THEN 'average'
        WHEN income_per_capita <= line_2016 THEN 'income'
        WHEN income_per_capita <= near_line_2016 AND deprivations_2016 >= 3 THEN 'deprivation'
        WHEN income_per_capita <= near_line_2016 AND most_2016 < 3 THEN 'near_poor'
    END AS basis_2016
FROM counts;
"""
CLASSIFY = """
COPY (
    SELECT household_id, survey_row, province, commune, area, weight, household_size,
        'vn-2022-2025' AS standard, class, basis, possible_classes, income_per_capita,
        deprivations, most - deprivations AS unknown_indicators, employment::INT AS employment,
        dependency::INT AS dependency, nutrition::INT AS nutrition,
        health_insurance::INT AS health_insurance, adult_education::INT AS adult_education,
        child_schooling::INT AS child_schooling, housing_quality::INT AS housing_quality,
        housing_area::INT AS housing_area, water::INT AS water, sanitation::INT AS sanitation,
        telecom::INT AS telecom, information_assets::INT AS information_assets,
        concat_ws(';', named(employment, 'employment'), named(dependency, 'dependency'),
            named(nutrition, 'nutrition'), named(health_insurance, 'health_insurance'),
            named(adult_education, 'adult_education'), named(child_schooling, 'child_schooling'),
            named(housing_quality, 'housing_quality'), named(housing_area, 'housing_area'),
            named(water, 'water'), named(sanitation, 'sanitation'), named(telecom, 'telecom'),
            named(information_assets, 'information_assets')) AS deprived_in,
        concat_ws(';', named(employment IS NULL, 'employment'),
            named(dependency IS NULL, 'dependency'), named(nutrition IS NULL, 'nutrition'),
            named(health_insurance IS NULL, 'health_insurance'),
            named(adult_education IS NULL, 'adult_education'),
            named(child_schooling IS NULL, 'child_schooling'),
            named(housing_quality IS NULL, 'housing_quality'),
            named(housing_area IS NULL, 'housing_area'), named(water IS NULL, 'water'),
            named(sanitation IS NULL, 'sanitation'), named(telecom IS NULL, 'telecom'),
            named(information_assets IS NULL, 'information_assets')) AS unknown_in
    FROM households
) TO (getvariable('out')) (HEADER);
"""
DIFF = """
CREATE TABLE compared AS
SELECT household_id, province, commune, area, weight, class_2016 AS from_class, class AS to_class,
    basis_2016 AS from_basis, basis AS to_basis, deprivations_2016 AS from_deprivations,
    deprivations AS to_deprivations
FROM households;

COPY (FROM compared WHERE from_class <> to_class) TO (getvariable('out')) (HEADER);

SELECT from_class, to_class, count(*) AS households, sum(weight) AS weighted
FROM compared GROUP BY ALL ORDER BY ALL;
"""
SUMMARIZE = """
CREATE MACRO share(holds, weight) AS sum(CASE WHEN holds THEN weight ELSE 0 END) / sum(weight);

COPY (
    SELECT province,
        share(class = 'poor', weight) AS poor_rate,
        share(class = 'near_poor', weight) AS near_poor_rate,
        share(class = 'undetermined', weight) AS undetermined_rate,
        share(employment, weight) AS employment,
        share(dependency, weight) AS dependency,
        share(nutrition, weight) AS nutrition,
        share(health_insurance, weight) AS health_insurance,
        share(adult_education, weight) AS adult_education,
        share(child_schooling, weight) AS child_schooling,
        share(housing_quality, weight) AS housing_quality,
        share(housing_area, weight) AS housing_area,
        share(water, weight) AS water,
        share(sanitation, weight) AS sanitation,
        share(telecom, weight) AS telecom,
        share(information_assets, weight) AS information_assets,
        share(deprivations >= 3, weight) AS headcount_ratio,
        sum(weight * deprivations) FILTER (deprivations >= 3)
            / (12 * sum(weight) FILTER (deprivations >= 3)) AS intensity,
        sum(CASE WHEN deprivations >= 3 THEN weight * deprivations ELSE 0 END)
            / (12 * sum(weight)) AS adjusted_headcount_ratio
    FROM households WHERE most = deprivations
    GROUP BY province ORDER BY province::INT
) TO (getvariable('out')) (HEADER);
"""
TASKS = {"classify": CLASSIFY, "diff": DIFF, "summarize": SUMMARIZE}


def main(task: str, survey: str, out: str) -> None:
    """Do a task with the households of `survey`."""
    with duckdb.connect() as connection:
        connection.execute("SET VARIABLE survey = $1", [survey])
        connection.execute("SET VARIABLE out = $1", [out])
        connection.execute(SURVEY)
        connection.execute(TASKS[task])
        if task == "diff":
            table = csv.writer(sys.stdout)
            table.writerow(name for name, *_ in connection.description)
            table.writerows(connection.fetchall())


if __name__ == "__main__":
    main(*sys.argv[1:])
