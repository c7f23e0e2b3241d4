import java.util.ArrayList;
import java.util.List;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.codelibs.opensearch.runner.OpenSearchRunner.Configs;

/** One OpenSearch node in this process, for tests: the folder it lives in, then its settings as name=value. */
public class Node {
    public static void main(String[] arguments) throws Exception {
        List<String[]> settings = new ArrayList<>();
        for (int index = 1; index < arguments.length; index++) {
            settings.add(arguments[index].split("=", 2));
        }
        OpenSearchRunner node = new OpenSearchRunner();
        node.onBuild((number, builder) -> {
            for (String[] setting : settings) {
                if (setting[0].equals("discovery.seed_hosts") || setting[0].endsWith("_nodes")) {
                    builder.putList(setting[0], setting[1].split(","));
                } else {
                    builder.put(setting[0], setting[1]);
                }
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception error) {
                error.printStackTrace();
            }
        }));
        Configs configs = OpenSearchRunner.newConfigs().numOfNode(1).basePath(arguments[0]).useLogger();
        for (String[] setting : settings) {
            if (setting[0].equals("cluster.name")) {
                configs = configs.clusterName(setting[1]);
            }
        }
        node.build(configs);
        // Whoever started the node holds the other end. It is closed when that process ends, however it ends.
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }
}
