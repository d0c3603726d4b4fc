package dev.azimuth.reft;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a trained intervention may be: all are {@code h + Rᵀ(Wh + b − Rh)} with some terms left out. */
enum Form {
    @JsonProperty("LoReFT")
    LOREFT("LoReFT", "h + Rᵀ(Wh + b − Rh)", true, true, true),
    @JsonProperty("DiReFT")
    DIREFT("DiReFT", "h + Rᵀ(Wh + b)", true, true, false),
    @JsonProperty("NoDiReFT")
    NODIREFT("NoDiReFT", "h + W₂ᵀ(W₁h + b)", false, true, false),
    @JsonProperty("LobiReFT")
    LOBIREFT("LobiReFT", "h + Rᵀb", true, false, false),
    @JsonProperty("ConsReFT")
    CONSREFT("ConsReFT", "h + Rᵀ(b − Rh)", true, false, true);

    private final String label;
    private final String formula;
    private final boolean orthonormal;
    private final boolean reads;
    private final boolean replaces;

    Form(String label, String formula, boolean orthonormal, boolean reads, boolean replaces) {
        this.label = label;
        this.formula = formula;
        this.orthonormal = orthonormal;
        this.reads = reads;
        this.replaces = replaces;
    }

    String formula() {
        return formula;
    }

    /** Whether the rows of R stay orthonormal. */
    boolean isOrthonormal() {
        return orthonormal;
    }

    /** Whether it has W. */
    boolean reads() {
        return reads;
    }

    /** Whether it subtracts Rh. */
    boolean replaces() {
        return replaces;
    }

    @Override
    public String toString() {
        return label;
    }
}
