package dev.azimuth.interference;

import java.util.List;

/** Judges edits by the class gap that they remove in the last layer and by the divergence on neutral prompts. */
final class CollateralFrontierBench implements FrontierBench {
    private final CollateralBench bench;

    CollateralFrontierBench(CollateralBench bench) {
        this.bench = bench;
    }

    /** Those that can be made of what is protected. */
    List<String> arms() {
        return bench.arms().stream().map(CollateralArm::name).toList();
    }

    /** The edit that these choices make. */
    CollateralEdit edit(FrontierChoice choice) {
        CollateralArm arm = bench.arms().stream()
                .filter(each -> each.name().equals(choice.arm()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("No arm is called '" + choice.arm() + "'. Arms: " + arms() + "."));
        CollateralArm gated =
                choice.gate().isPresent() ? arm.gated(choice.gate().getAsDouble()) : arm;
        return bench.edit(
                        gated,
                        choice.layers().stream().mapToInt(Integer::intValue).toArray())
                .strength(choice.strength());
    }

    @Override
    public FrontierScore score(FrontierChoice choice, Part part) {
        CollateralEdit edit = edit(choice);
        boolean onTest = part == Part.TEST;
        return new FrontierScore(
                bench.removal(edit, onTest), bench.divergence(edit, onTest), bench.displacement(edit, onTest));
    }

    @Override
    public String effectName() {
        return "share of the class gap removed";
    }

    @Override
    public String collateralName() {
        return "KL on neutral prompts (nats a token)";
    }

    @Override
    public String study() {
        return bench.study();
    }
}
