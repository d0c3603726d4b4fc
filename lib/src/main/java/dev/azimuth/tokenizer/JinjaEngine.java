package dev.azimuth.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.lib.tag.ElseIfTag;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.EndTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import dev.azimuth.tokenizer.PythonValues.Undefined;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Jinjava, held to Jinja2's meaning and shut in: it knows the tags, filters, tests and functions named here and no
 * others, reaches no Java object, and stops at the first error.
 */
final class JinjaEngine extends Jinjava {
    private static final int MAX_ROUNDS = 100_000;
    private static final int MAX_OUTPUT = 1 << 24;

    private static final JinjavaConfig CONFIG = JinjavaConfig.newBuilder()
            .withElResolver(new JinjaMembers())
            .withNestedInterpretationEnabled(false)
            .withEnableFilterChainOptimization(true)
            .withMaxOutputSize(MAX_OUTPUT)
            .withMaxRenderDepth(10)
            .withKeepTrailingNewline(true)
            .withLegacyOverrides(LegacyOverrides.newBuilder()
                    .withUseNaturalOperatorPrecedence(true)
                    .withParseWhitespaceControlStrictly(true)
                    .withHandleBackslashInQuotesOnly(true)
                    .withAllowAdjacentTextNodes(true)
                    .build())
            .build();
    private static final JinjaEngine ENGINE = new JinjaEngine();

    private final ExpressionFactory expressions =
            new ExpressionFactoryImpl(new TreeStore(new JinjaParser.Factory(), new Cache(1000)), new Truth());
    private final Context global = new Sandbox(Map.of());

    private JinjaEngine() {
        super(CONFIG);
    }

    /** @param source a template rewritten by {@link JinjaSource} */
    static String run(String source, Map<String, Object> variables) {
        return new Interpreter(ENGINE, new Sandbox(variables)).render(source);
    }

    @Override
    public ExpressionFactory getExpressionFactory() {
        return expressions;
    }

    @Override
    public Context getGlobalContext() {
        // Jinjava's constructor asks before the field is there.
        return global == null ? super.getGlobalContext() : global;
    }

    /** Stops at the first error, and when a template loops too long. */
    static final class Interpreter extends JinjavaInterpreter {
        private int rounds = 0;

        Interpreter(Jinjava engine, Context context) {
            super(engine, context, CONFIG);
        }

        void countRound() {
            if (++rounds > MAX_ROUNDS) {
                throw new JinjaException("Stopped after " + MAX_ROUNDS + " rounds of loops.");
            }
        }

        /** Runs {@code action} with variables of its own. */
        void inScope(Runnable action) {
            enterScope();
            try {
                action.run();
            } finally {
                leaveScope();
            }
        }

        @Override
        public void addError(@Nullable TemplateError error) {
            if (error == null) {
                return;
            }
            for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
                if (cause instanceof JinjaException known) {
                    throw known;
                }
            }
            throw new JinjaException(String.valueOf(error.getMessage()));
        }
    }

    /** All that a template can name, but for its variables. */
    private static final class Sandbox extends Context {
        private static final Map<String, Tag> TAGS = new HashMap<>();

        static {
            for (var tag : new Tag[] {
                new JinjaIf(), new JinjaFor(), new JinjaSet(), new JinjaGeneration(), new ElseIfTag(), new ElseTag()
            }) {
                TAGS.put(tag.getName(), tag);
                if (tag.getEndTagName() != null) {
                    TAGS.put(tag.getEndTagName(), new EndTag(tag));
                }
            }
        }

        Sandbox(Map<String, Object> variables) {
            super(null, variables);
            put("none", PythonValues.NONE);
            put("None", PythonValues.NONE);
            setDynamicVariableResolver(Undefined::new);
            setExpressionStrategy((token, interpreter) -> new RenderedOutputNode(
                    PythonValues.print(interpreter.resolveELExpression(token.getExpr(), token.getLineNumber()))));
        }

        @Override
        public Tag getTag(String name) {
            var tag = TAGS.get(name);
            if (tag == null) {
                throw new JinjaException("The tag \"" + name + "\" is not supported; for, generation, if and set are.");
            }
            return tag;
        }

        @Override
        public ExpTest getExpTest(String name) {
            return JinjaTest.named(name);
        }

        @Override
        public Collection<ELFunctionDefinition> getAllFunctions() {
            return JinjaFunctions.all();
        }
    }

    private static final class Truth extends TruthyTypeConverter {
        private static final long serialVersionUID = 1L;

        @Override
        protected Boolean coerceToBoolean(@Nullable Object value) {
            return PythonValues.truth(value);
        }
    }
}
