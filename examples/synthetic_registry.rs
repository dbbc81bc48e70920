//! Writes the synthetic registry of data/registry-example to standard output: 600 patients who never lived.
//!
//!     cargo run --example synthetic_registry > data/registry-example/registry.csv
//!
//! Nothing in it comes from a patient or a study. Only whole numbers are computed with, so that every machine writes the
//! same bytes.

use std::fmt::Write;

/// Patients.
const PATIENTS: usize = 600;
/// Seed of the generator.
const SEED: u64 = 762;

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 to below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// True in `percent` of a hundred.
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several, by weights.
    fn one<'a>(&mut self, weighted: &[(&'a str, u64)]) -> &'a str {
        let mut left = self.below(weighted.iter().map(|(_, weight)| weight).sum());
        for (word, weight) in weighted {
            if left < *weight {
                return word;
            }
            left -= weight;
        }
        ""
    }

    /// The sum of three dice of `sides`, from 0: higher in the middle.
    fn bell(&mut self, sides: u64) -> u64 {
        self.below(sides) + self.below(sides) + self.below(sides)
    }

    /// Yes or no, not recorded in 2 of a hundred.
    fn yes(&mut self, percent: u64) -> &'static str {
        let yes = self.chance(percent);
        if self.chance(2) { "" } else { word(yes) }
    }
}

fn word(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn alive(alive: bool) -> &'static str {
    if alive { "alive" } else { "dead" }
}

const HEADER: &str = "synthetic_id,ecmo_year,indication,age_years,sex,operation,mdt,consent,elective,graft_dysfunction,\
pregnant,time_to_ecmo_hours,arrest_location,initial_rhythm,reversible_cause,research_study,witnessed,bystander_cpr,\
low_flow_min,cannulation,arterial_site,device,anticoagulant,haemofiltration,iabp,ecmo_duration_hours,\
organ_function_restored,bridged_to,weaned,survival_to_discharge,alive_30_days,alive_1_year,cpc,bleeding,leg_ischaemia,\
stroke,infection,renal_failure,circuit_complication,follow_up_days,vital_status,organ_donor,elso_registry";

/// The registry as CSV.
pub fn registry() -> String {
    let mut random = Generator(SEED);
    let mut out = format!("{HEADER}\n");
    for id in 1..=PATIENTS {
        let _ = writeln!(out, "SYNTHETIC-{id:03},{}", patient(&mut random));
    }
    out
}

fn patient(g: &mut Generator) -> String {
    // Later years are busier.
    let year = 2015 + g.below(10).max(g.below(10));
    let arrest = g.chance(45);
    let age = 20 + g.bell(22);
    let sex = g.one(&[("male", 68), ("female", 32)]);
    let consent = g.one(&[("before", if arrest { 4 } else { 55 }), ("emergency", 40), ("", 2)]);
    let only = |wanted: bool, text: &'static str| if wanted { text } else { "" };
    let operation = g.one(&[("cabg", 45), ("valve", 33), ("transplant", 8), ("other", 14)]);
    let graft = operation == "transplant" && g.chance(80);
    let (mdt, elective, pregnant) = (g.yes(85), g.yes(7), g.yes(1));
    let pregnant = if sex == "male" { "no" } else { pregnant };
    let delay = g.below(10) * g.below(6);
    let outside = g.chance(55);
    let shockable = g.chance(62);
    let reversible = g.chance(70);
    let research = !(shockable || reversible) && g.chance(80);
    let (witnessed, bystander) = (g.yes(80), g.yes(65));
    let low_flow = 15 + g.bell(20) + if outside { 14 } else { 0 };
    let low_flow_known = !g.chance(4);
    let central = g.chance(if arrest { 12 } else { 58 });
    let site = match (central, g.chance(20)) {
        (true, _) => "ascending aorta",
        (false, true) if !arrest => "axillary artery",
        _ => "femoral artery",
    };
    let device = g.one(&[("invented pump A", 55), ("invented pump B", 43), ("", 2)]);
    let anticoagulant = g.one(&[("heparin", 88), ("bivalirudin", 7), ("none", 5)]);
    let hours = 6 + g.bell(90);

    // Per cent who live to be discharged.
    let mut outlook = if arrest { 22 } else { 38 };
    outlook += (year - 2015) / 2;
    if arrest {
        outlook += if shockable { 12 } else { 0 } + if reversible { 6 } else { 0 };
        outlook -= if low_flow > 60 { 14 } else { 0 } + if outside { 4 } else { 0 };
    } else {
        outlook += if graft { 18 } else { 0 } + if delay <= 12 { 4 } else { 0 };
    }
    outlook -= if age > 70 { 8 } else { 0 };
    let discharged = g.chance(outlook);
    let weaned = discharged || g.chance(25);
    let organ_function = weaned && g.chance(92);
    let bridge = match weaned {
        true => g.one(&[("recovery", 84), ("transplant", 7), ("long-term support", 9)]),
        false => "none",
    };
    // Days to death or last contact.
    let contact = (2025 - year) * 365 + 30 + g.below(300);
    let (days, dead) = match discharged {
        true if g.chance(22) => ((31 + g.below(1200)).min(contact), true),
        true => (contact, false),
        false if weaned => (4 + g.below(50), true),
        false => (1 + hours / 24, true),
    };
    let dead = dead && days < contact;
    let after_year = if days > 365 || dead { alive(days > 365) } else { "" };
    let cpc = match discharged {
        true => g.one(&[("1", 60), ("2", 24), ("3", 13), ("4", 3)]),
        false => "5",
    };
    let bleeding = g.yes(if central { 48 } else { 33 });
    let ischaemia = g.yes(if central { 4 } else { 13 });
    let (stroke, infection, renal, circuit) = (g.yes(11), g.yes(24), g.yes(46), g.yes(9));
    let donor = word(dead && !discharged && g.chance(5));
    let fields: [String; 42] = [
        year.to_string(),
        if arrest { "refractory cardiac arrest" } else { "postcardiotomy shock" }.into(),
        age.to_string(),
        sex.into(),
        only(!arrest, operation).into(),
        mdt.into(),
        consent.into(),
        only(!arrest, elective).into(),
        only(!arrest, word(graft)).into(),
        pregnant.into(),
        if arrest { String::new() } else { delay.to_string() },
        only(arrest, if outside { "out of hospital" } else { "in hospital" }).into(),
        only(arrest, if shockable { "shockable" } else { "non-shockable" }).into(),
        only(arrest, word(reversible)).into(),
        only(arrest, word(research)).into(),
        only(arrest, witnessed).into(),
        only(arrest, bystander).into(),
        if arrest && low_flow_known { low_flow.to_string() } else { String::new() },
        if central { "central" } else { "peripheral" }.into(),
        site.into(),
        device.into(),
        anticoagulant.into(),
        g.yes(39).into(),
        g.yes(if arrest { 30 } else { 70 }).into(),
        hours.to_string(),
        word(organ_function).into(),
        bridge.into(),
        word(weaned).into(),
        alive(discharged).into(),
        alive(days > 30 || !dead).into(),
        after_year.into(),
        only(arrest, cpc).into(),
        bleeding.into(),
        ischaemia.into(),
        stroke.into(),
        infection.into(),
        renal.into(),
        circuit.into(),
        days.to_string(),
        alive(!dead).into(),
        donor.into(),
        g.yes(97).into(),
    ];
    fields.join(",")
}

#[allow(dead_code, reason = "the tests include this file for `registry`")]
fn main() {
    print!("{}", registry());
}
